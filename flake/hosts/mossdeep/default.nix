# generated from hosts/mossdeep.ts; do not edit
{
  imports = [
    ../../modules/wiring/known-hosts.nix
    ./disks.nix
    ./host.nix
    ./machine.nix
    ./manifest.nix
    ./services/forgejo.nix
    ./wiring/base.nix
    ./wiring/firewall.nix
    ./wiring/ingress.nix
  ];
}
