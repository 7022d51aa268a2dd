# nixosSystem, as a flake calls it.
{ lib, lab }:
{
  modules,
  specialArgs ? { },
  # Who else stands in the lab.
  fleet ? lab.machines,
  ...
}:
let
  labOfFleet = lab // {
    machines = fleet;
  };
  pkgs = import ./packages.nix {
    inherit lib;
    lab = labOfFleet;
    files = lib.concatMap filesOf (builtins.filter lib.isPath modules);
  };
  system = lib.evalModules {
    modules = map (name: ./modules + "/${name}") (builtins.attrNames (builtins.readDir ./modules)) ++ modules;
    specialArgs = {
      inherit pkgs;
      lab = labOfFleet;
      builders = import ./builders.nix { inherit lib lab; };
      modulesPath = toString ./modules;
    }
    // specialArgs;
  };

  # A module's own file, or all of a host's folder.
  filesOf =
    path:
    if builtins.readFileType path == "directory" then
      lib.concatMap (name: filesOf (path + "/${name}")) (builtins.attrNames (builtins.readDir path))
    else
      lib.optional (lib.hasSuffix ".nix" (toString path)) path;
in
system
// {
  inherit pkgs lib;
  _module.args = { };
}
