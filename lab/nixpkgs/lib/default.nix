# The functions NixOS configurations commonly use, and the module system.
let
  lib =
    import ./lists.nix
    // import ./attrsets.nix
    // import ./strings.nix
    // import ./trivial.nix
    // import ./properties.nix
    // import ./options.nix { inherit lib; }
    // {
      inherit types generators;
      inherit (modules) evalModules;
      inherit (import ./packages.nix) getExe getExe' makeBinPath makeSearchPath isDerivation;
      attrsets = lib;
      lists = lib;
      strings = lib;
      trivial = lib;
      modules = lib;
      options = lib;
      maintainers = { };
      licenses = { };
    };
  generators = import ./generators.nix { inherit lib; };
  modules = import ./modules.nix { inherit lib; };
  types = import ./types.nix {
    inherit lib;
    inherit (modules) evalModules mergeDefinitions;
  };
in
lib
