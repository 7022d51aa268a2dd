# A systemd unit as text: lists repeat their key, null leaves it out.
{ lib }:
let
  plain = value: if lib.isBool value then lib.boolToString value else toString value;
  lines = key: value: if value == null then [ ] else map (one: "${key}=${plain one}") (lib.toList value);
in
{
  unitFile =
    sections:
    lib.concatStringsSep "\n" (
      lib.mapAttrsToList (
        name: section: "[${name}]\n${lib.concatLines (lib.concatLists (lib.mapAttrsToList lines section))}"
      ) sections
    );
}
