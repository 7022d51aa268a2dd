# generated from hosts/mossdeep.ts; do not edit
{
  imports = [
    ./disks.nix
    ./host.nix
    ./machine.nix
    ./manifest.nix
    ./services/forgejo.nix
    ./wiring/base.nix
    ./wiring/firewall.nix
    ./wiring/ingress.nix
    ./wiring/known-hosts.nix
  ];
}
