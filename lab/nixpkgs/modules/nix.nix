# nix.settings as a real nix.conf, and the daemon for those who are not root.
{ config, lib, ... }:
let
  inherit (lib) mkOption types;
  cfg = config.nix;
  plain = value: if lib.isBool value then lib.boolToString value else toString value;
in
{
  options.nix = {
    enable = mkOption { default = true; type = types.bool; };
    settings = mkOption { default = { }; type = types.attrsOf types.raw; };
    extraOptions = mkOption { default = ""; type = types.lines; };
  };

  config = lib.mkIf cfg.enable {
    nix.settings = builtins.mapAttrs (_: lib.mkDefault) {
      experimental-features = [ "nix-command" "flakes" ];
      build-users-group = "";
      sandbox = false;
      substituters = [ ];
      require-sigs = true;
      trusted-users = [ "root" ];
    };
    environment.etc."nix/nix.conf".text =
      lib.concatLines (lib.mapAttrsToList (key: value: "${key} = ${plain value}") (lib.filterAttrs (_: value: value != null) cfg.settings))
      + cfg.extraOptions;
    systemd.sockets.nix-daemon = {
      description = "Nix Daemon Socket";
      wantedBy = [ "sockets.target" ];
      before = [ "multi-user.target" ];
      listenStreams = [ "/nix/var/nix/daemon-socket/socket" ];
    };
    systemd.services.nix-daemon = {
      description = "Nix Daemon";
      requires = [ "nix-daemon.socket" ];
      serviceConfig = {
        ExecStart = "/usr/bin/nix-daemon --daemon";
        KillMode = "process";
      };
    };
  };
}
