# Users and groups become real ones, so that units can run as them and tmpfiles can name them.
{ config, lib, ... }:
let
  inherit (lib) mkOption types escapeShellArg;
  wanted = lib.filterAttrs (name: user: name != "root" && (user.isNormalUser or false || user.isSystemUser or false)) config.users.users;
  groups = lib.unique (
    builtins.attrNames config.users.groups
    ++ lib.concatMap (user: lib.optional (user ? group) user.group ++ user.extraGroups or [ ]) (builtins.attrValues wanted)
  );
  create =
    name: user:
    let
      flags =
        (if user.isNormalUser or false then [ "--create-home" "--shell" "/bin/bash" "--password" "*" ] else [ "--system" "--home-dir" (user.home or "/var/empty") "--shell" "/usr/sbin/nologin" ])
        ++ (if user ? group then [ "--gid" user.group ] else [ "--user-group" ])
        ++ lib.optionals (user ? uid) [ "--uid" (toString user.uid) ];
    in
    ''
      id -u ${escapeShellArg name} > /dev/null 2>&1 || useradd ${lib.escapeShellArgs (flags ++ [ name ])}
    ''
    + lib.optionalString (user.extraGroups or [ ] != [ ]) ''
      usermod --append --groups ${escapeShellArg (lib.concatStringsSep "," user.extraGroups)} ${escapeShellArg name}
    '';
in
{
  options.users = {
    users = mkOption { default = { }; type = types.attrsOf (types.submodule { }); };
    groups = mkOption { default = { }; type = types.attrsOf types.raw; };
  };
  config.system.activationScripts.users.text =
    lib.concatMapStrings (group: ''
      getent group ${escapeShellArg group} > /dev/null || groupadd --system ${escapeShellArg group}
    '') groups
    + lib.concatStrings (lib.mapAttrsToList create wanted);
}
