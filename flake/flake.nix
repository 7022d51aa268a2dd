# generated from the fleet; do not edit
{
  description = "The fleet narwhal-snapper.ts.net";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";

  outputs =
    { nixpkgs, ... }:
    {
      nixosConfigurations = {
        mauville = nixpkgs.lib.nixosSystem {
          modules = [
            ./modules/confederation.nix
            ./hosts/mauville
          ];
        };
        mossdeep = nixpkgs.lib.nixosSystem {
          modules = [
            ./modules/confederation.nix
            ./hosts/mossdeep
          ];
        };
        slateport = nixpkgs.lib.nixosSystem {
          modules = [
            ./modules/confederation.nix
            ./hosts/slateport
          ];
        };
      };
    };
}
