# generated from hosts/slateport.ts; do not edit
{
  imports = [
    ./disks.nix
    ./machine.nix
    ./manifest.nix
    ./services/glance.nix
    ./services/homebridge.nix
    ./services/ollama.nix
    ./wiring/base.nix
    ./wiring/ingress.nix
    ./wiring/known-hosts.nix
  ];
}
