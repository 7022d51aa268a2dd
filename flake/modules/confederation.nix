# generated from the fleet; do not edit
{ config, lib, ... }:
{
  options.confederation.manifest = lib.mkOption {
    type = lib.types.attrsOf lib.types.anything;
    default = { };
    description = "What the fleet says of this host: services, units and endpoints.";
  };

  config.environment.etc."confederation/manifest.json".text =
    builtins.toJSON config.confederation.manifest;
}
