# How options are declared.
{ lib }:
rec {
  mkOption = attributes: attributes // { _type = "option"; };
  mkEnableOption =
    description:
    mkOption {
      default = false;
      type = lib.types.bool;
      inherit description;
    };
  mkPackageOption =
    pkgs: path: attributes:
    mkOption (
      {
        default = lib.getAttrFromPath (lib.toList path) pkgs;
        type = lib.types.package;
      }
      // removeAttrs attributes [ "default" "nullable" "extraDescription" "pkgsText" ]
    );
  isOption = value: builtins.isAttrs value && (value._type or null) == "option";
  literalExpression = text: {
    _type = "literalExpression";
    inherit text;
  };
  literalMD = literalExpression;
  mdDoc = text: text;
}
