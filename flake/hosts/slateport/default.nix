# generated from hosts/slateport.ts; do not edit
{
  imports = [
    ../../modules/wiring/known-hosts.nix
    ./disks.nix
    ./machine.nix
    ./manifest.nix
    ./services/glance.nix
    ./services/homebridge.nix
    ./services/ollama.nix
    ./wiring/base.nix
    ./wiring/ingress.nix
  ];
}
