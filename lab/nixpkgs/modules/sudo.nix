# security.sudo.extraRules, for the image's own sudo: who may run what, with or without a password.
{ config, lib, ... }:
let
  inherit (lib) mkOption types;
  plain = command: if lib.isString command then { inherit command; options = [ ]; } else { options = [ ]; } // command;
  line =
    who: command:
    let
      wanted = plain command;
    in
    "${who} ALL=(ALL:ALL) ${lib.concatMapStrings (option: "${option}: ") wanted.options}${wanted.command}";
  who = rule: rule.users or [ ] ++ map (group: "%${group}") (rule.groups or [ ]);
  linesOf = rule: lib.concatMap (name: map (line name) (rule.commands or [ ])) (who rule);
in
{
  options.security.sudo.extraRules = mkOption { default = [ ]; type = types.listOf types.raw; };

  config.environment.etc."sudoers.d/confederation" = lib.mkIf (config.security.sudo.extraRules != [ ]) {
    text = lib.concatLines (lib.concatMap linesOf config.security.sudo.extraRules);
    mode = "0440";
  };
}
