# generated from hosts/mauville.ts; do not edit
{
  imports = [
    ../../modules/wiring/known-hosts.nix
    ./disks.nix
    ./host.nix
    ./machine.nix
    ./manifest.nix
    ./modules/samba.nix
    ./services/audiobookshelf.nix
    ./services/immich.nix
    ./services/karakeep.nix
    ./wiring/base.nix
  ];
}
