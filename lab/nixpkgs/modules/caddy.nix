# services.caddy, served by the image's Caddy. Certificates come from Caddy's own authority in place of a public one.
{ config, lib, ... }:
let
  inherit (lib) mkOption types;
  cfg = config.services.caddy;
  lines = mkOption { default = ""; type = types.lines; };
  list = mkOption { default = [ ]; type = types.listOf types.str; };

  ownCertificate =
    vhost:
    lib.optionalString (!lib.hasPrefix "http://" vhost.hostName && !lib.hasPrefix ":" vhost.hostName && !lib.hasInfix "tls " vhost.extraConfig) "  tls internal\n";
  # The image's Caddy is older than NixOS's: its HTTP/3 cannot serve all addresses and one of them at once.
  httpTwo = lib.optionalString (!lib.hasInfix "servers" cfg.globalConfig) "servers {\n    protocols h1 h2\n  }";
  # The stand-in tailnet issues no certificates.
  issued = builtins.replaceStrings [ "get_certificate tailscale" ] [ "issuer internal" ];
  site = vhost: ''
    ${lib.concatStringsSep " " ([ vhost.hostName ] ++ vhost.serverAliases)} {
    ${lib.optionalString (vhost.listenAddresses != [ ]) "  bind ${toString vhost.listenAddresses}\n"}${ownCertificate vhost}  log {
        ${if vhost.logFormat == null then "output file /var/log/caddy/access-${builtins.replaceStrings [ "/" " " ] [ "_" "_" ] vhost.hostName}.log" else vhost.logFormat}
      }
      ${issued vhost.extraConfig}
    }
  '';
in
{
  options.services.caddy = {
    enable = mkOption { default = false; type = types.bool; };
    email = mkOption { default = null; type = types.nullOr types.str; };
    openFirewall = mkOption { default = false; type = types.bool; };
    globalConfig = lines;
    extraConfig = lines;
    virtualHosts = mkOption {
      default = { };
      type = types.attrsOf (
        types.submodule (
          { name, ... }:
          {
            options = {
              hostName = mkOption { default = name; type = types.str; };
              serverAliases = list;
              listenAddresses = list;
              extraConfig = lines;
              logFormat = mkOption { default = null; type = types.nullOr types.lines; };
            };
          }
        )
      );
    };
  };

  config = lib.mkIf cfg.enable {
    environment.etc."caddy/caddy_config".text = ''
      {
        skip_install_trust
        ${lib.optionalString (cfg.email != null) "email ${cfg.email}"}
        ${httpTwo}
        ${cfg.globalConfig}
      }
      ${cfg.extraConfig}
      ${lib.concatMapStrings site (builtins.attrValues cfg.virtualHosts)}
    '';
    networking.firewall.allowedTCPPorts = lib.mkIf cfg.openFirewall [ 80 443 ];
    networking.firewall.allowedUDPPorts = lib.mkIf cfg.openFirewall [ 443 ];
    systemd.services.caddy = {
      description = "Caddy";
      wantedBy = [ "multi-user.target" ];
      after = [ "network.target" "network-online.target" ];
      reloadTriggers = [ (builtins.hashString "sha256" config.environment.etc."caddy/caddy_config".text) ];
      serviceConfig = {
        Type = "notify";
        User = "caddy";
        Group = "caddy";
        ExecStart = "/usr/bin/caddy run --config /etc/caddy/caddy_config --adapter caddyfile";
        ExecReload = "/usr/bin/caddy reload --config /etc/caddy/caddy_config --adapter caddyfile --force";
        AmbientCapabilities = "CAP_NET_BIND_SERVICE";
        StateDirectory = "caddy";
        LogsDirectory = "caddy";
        Environment = [ "XDG_DATA_HOME=/var/lib" "HOME=/var/lib/caddy" ];
        Restart = "on-failure";
        TimeoutStopSec = "5s";
      };
    };
  };
}
