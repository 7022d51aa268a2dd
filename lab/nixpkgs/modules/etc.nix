# environment.etc, as links into one store path.
{ config, lib, builders, ... }:
let
  inherit (lib) mkOption types;
  entries = builtins.filter (entry: entry.enable) (builtins.attrValues config.environment.etc);
  inherit (lib) escapeShellArg;
  place =
    entry:
    let
      target = escapeShellArg "etc/${entry.target}";
    in
    ''
      mkdir -p "$(dirname ${target})"
    ''
    + (
      if entry.source == null then
        "printf %s ${escapeShellArg entry.text} > ${target}\n"
      else
        "ln -s ${escapeShellArg "${entry.source}"} ${target}\n"
    )
    + lib.optionalString (entry.mode != "symlink") ''
      echo ${escapeShellArg "${entry.mode} ${toString entry.user} ${toString entry.group} ${entry.target}"} >> copied
    '';
in
{
  options.environment.etc = mkOption {
    default = { };
    type = types.attrsOf (
      types.submodule (
        { name, ... }:
        {
          options = {
            enable = mkOption { default = true; type = types.bool; };
            target = mkOption { default = name; type = types.str; };
            text = mkOption { default = null; type = types.nullOr types.lines; };
            source = mkOption { default = null; type = types.nullOr types.path; };
            mode = mkOption { default = "symlink"; type = types.str; };
            user = mkOption { default = "root"; type = types.str; };
            group = mkOption { default = "root"; type = types.str; };
          };
        }
      )
    );
  };

  config.system.build.etc = builders.runCommand "etc" { } ''
    mkdir -p $out/etc
    cd $out
    touch copied
    ${lib.concatMapStrings place entries}
  '';
}
