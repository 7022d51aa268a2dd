# sshd with the options a fleet sets, and who may enter.
{ config, lib, lab, ... }:
let
  inherit (lib) mkOption types;
  cfg = config.services.openssh;
  plain = value: if lib.isBool value then (if value then "yes" else "no") else if lib.isList value then lib.concatStringsSep "," value else toString value;
  lines = lib.concatLines (lib.mapAttrsToList (key: value: "${key} ${plain value}") (lib.filterAttrs (_: value: value != null) cfg.settings));
  keysOf = user: user.openssh.authorizedKeys.keys or [ ];
  users = lib.filterAttrs (_: user: keysOf user != [ ]) config.users.users;
in
{
  options.services.openssh = {
    # Unlike NixOS's false: a lab machine nobody can enter rehearses nothing.
    enable = mkOption { default = true; type = types.bool; };
    ports = mkOption { default = [ 22 ]; type = types.listOf types.port; };
    openFirewall = mkOption { default = true; type = types.bool; };
    settings = mkOption { default = { }; type = types.attrsOf types.raw; };
    extraConfig = mkOption { default = ""; type = types.lines; };
  };

  config = {
    # The lab's own key is one more definition: mkForce shuts it out, as it would any deploy key.
    users.users.root.openssh.authorizedKeys.keys = lab.authorizedKeys;

    services.openssh.settings = builtins.mapAttrs (_: lib.mkDefault) {
      AuthorizedKeysFile = "%h/.ssh/authorized_keys /etc/ssh/authorized_keys.d/%u";
      HostKey = "/etc/ssh/ssh_host_ed25519_key";
      KbdInteractiveAuthentication = false;
      MaxSessions = 100;
      MaxStartups = "100:30:200";
      PermitRootLogin = "prohibit-password";
      UseDns = false;
      UsePAM = false;
      SetEnv = ''PATH="/run/wrappers/bin:/run/current-system/sw/bin:/usr/sbin:/usr/bin:/sbin:/bin"'';
    };

    networking.firewall.allowedTCPPorts = lib.mkIf (cfg.enable && cfg.openFirewall) cfg.ports;

    systemd.services.sshd = lib.mkIf cfg.enable {
      description = "SSH Daemon";
      wantedBy = [ "multi-user.target" ];
      after = [ "network.target" ];
      stopIfChanged = false;
      restartTriggers = [ (builtins.hashString "sha256" config.environment.etc."ssh/sshd_config".text) ];
      serviceConfig = {
        ExecStart = "/usr/sbin/sshd -D";
        Restart = "always";
        KillMode = "process";
        RuntimeDirectory = "sshd";
        RuntimeDirectoryPreserve = true;
      };
    };

    environment.etc = {
      "ssh/sshd_config".text = ''
        ${lib.concatMapStrings (port: "Port ${toString port}\n") cfg.ports}${lines}
        Subsystem sftp /usr/lib/openssh/sftp-server
        ${cfg.extraConfig}
      '';
    }
    // lib.mapAttrs' (name: user: lib.nameValuePair "ssh/authorized_keys.d/${name}" {
      text = lib.concatLines (keysOf user);
      mode = "0444";
    }) users;
  };
}
