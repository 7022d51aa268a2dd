{
  description = "A miniature stand-in for nixpkgs that builds lab machines; takes any NixOS configuration";

  outputs =
    { self }:
    let
      lab = import ./lab.nix;
      lib = import ./lib;
      nixosSystem = import ./system.nix { inherit lib lab; };
      system = nixosSystem {
        modules = [ { networking.hostName = "nixos"; } ];
        # What a machine runs that was just installed and has never seen the fleet.
        fleet = { };
      };
    in
    {
      lib = lib // {
        inherit nixosSystem;
      };
      legacyPackages = lib.genAttrs [ "x86_64-linux" "aarch64-linux" ] (_: system.pkgs);
      nixosConfigurations.installed = system;
    };
}
