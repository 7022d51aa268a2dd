# The activation script: pieces in the order of their `deps`; one that fails does not stop the next.
{ config, lib, builders, ... }:
let
  inherit (lib) mkOption types;
  hostName = if config.networking.hostName == "" then "localhost" else config.networking.hostName;
  pieces = config.system.activationScripts;
  ordered = (lib.foldl' visit { seen = [ ]; names = [ ]; } (builtins.attrNames pieces)).names;
  visit =
    state: name:
    if builtins.elem name state.seen then
      state
    else
      let
        after = lib.foldl' visit (state // { seen = state.seen ++ [ name ]; }) (
          pieces.${name}.deps or (throw "system.activationScripts has no `${name}', which another one depends on")
        );
      in
      after // { names = after.names ++ [ name ]; };
in
{
  options.system.activationScripts = mkOption {
    default = { };
    type = types.attrsOf (
      types.coercedTo types.str (text: { inherit text; }) (
        types.submodule {
          options = {
            text = mkOption { default = ""; type = types.lines; };
            deps = mkOption { default = [ ]; type = types.listOf types.str; };
            supportsDryActivation = mkOption { default = false; type = types.bool; };
          };
        }
      )
    );
  };

  config.environment.etc.hostname.text = hostName + "\n";
  config.system = {
    activationScripts = {
      etc.text = ''
        echo "setting up /etc..."
        /usr/bin/perl ${builders.writeText "setup-etc.pl" (builtins.readFile ../programs/setup-etc.pl)} ${config.system.build.etc}
      '';
      hostname.text = ''
        hostname ${lib.escapeShellArg hostName}
      '';
      # Collecting garbage must never take away what runs or was booted.
      gcroots.text = ''
        mkdir -p /nix/var/nix/gcroots
        ln -sfn /run/current-system /nix/var/nix/gcroots/current-system
        ln -sfn /run/booted-system /nix/var/nix/gcroots/booted-system
      '';
    };
    build.activationText = ''
      #!/bin/bash
      systemConfig=@out@
      export PATH=${config.system.path}/bin:/usr/sbin:/usr/bin:/sbin:/bin
      _status=0
      trap "_status=1 _localstatus=\$?" ERR
      umask 0022
    ''
    + lib.concatMapStrings (name: ''
      #### ${name}
      _localstatus=0
      ${pieces.${name}.text}
      if (( _localstatus > 0 )); then
        printf "Activation script snippet '%s' failed (%s)\n" ${lib.escapeShellArg name} "$_localstatus"
      fi
    '') ordered
    + ''
      ln -sfn "$(readlink -f "$systemConfig")" /run/current-system
      exit $_status
    '';
  };
}
