{ lib }:
let
  plain = value: if lib.isBool value then lib.boolToString value else toString value;
in
rec {
  toJSON = { }: builtins.toJSON;
  toYAML = toJSON;
  mkValueStringDefault = { }: plain;
  mkKeyValueDefault =
    { }: separator: key: value: "${key}${separator}${plain value}";
  toKeyValue =
    {
      mkKeyValue ? mkKeyValueDefault { } "=",
      ...
    }:
    set: lib.concatLines (lib.mapAttrsToList mkKeyValue set);
  toINI =
    {
      mkKeyValue ? mkKeyValueDefault { } "=",
      ...
    }:
    sections:
    lib.concatStringsSep "\n" (
      lib.mapAttrsToList (name: set: "[${name}]\n${toKeyValue { inherit mkKeyValue; } set}") sections
    );
}
