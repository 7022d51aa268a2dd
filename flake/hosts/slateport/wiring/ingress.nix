# generated from components/wiring/ingress.ts; do not edit
{ lib, ... }:
{
  services.caddy = {
    enable = true;
    email = "admin@cute.haus";
    virtualHosts = {
      ":443".extraConfig = "abort\n";
      "audiobookshelf.cute.haus".extraConfig = ''
        encode zstd gzip
        reverse_proxy mauville:13378
      '';
      "cute.haus".extraConfig = ''
        encode zstd gzip
        reverse_proxy 127.0.0.1:8080
      '';
      "homebridge.cute.haus" = {
        extraConfig = ''
          tls internal
          encode zstd gzip
          reverse_proxy 127.0.0.1:8581
        '';
        listenAddresses = [ "slateport.narwhal-snapper.ts.net" ];
      };
      "immich.cute.haus".extraConfig = ''
        encode zstd gzip
        reverse_proxy mauville:2283
      '';
      "karakeep.cute.haus".extraConfig = ''
        encode zstd gzip
        reverse_proxy mauville:7020
      '';
    };
  };

  networking.firewall = {
    allowedTCPPorts = [
      80
      443
    ];
    allowedUDPPorts = [ 443 ];
  };

  systemd.services.caddy = {
    after = [ "tailscaled.service" ];
    wants = [ "tailscaled.service" ];
    serviceConfig.RestartPreventExitStatus = lib.mkForce "";
  };
}
