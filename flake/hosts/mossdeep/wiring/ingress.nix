# generated from components/wiring/ingress.ts; do not edit
{
  services.caddy = {
    enable = true;
    email = "admin@cute.haus";
    virtualHosts."git.aly.codes".extraConfig = ''
      encode zstd gzip
      reverse_proxy 127.0.0.1:3001
    '';
  };

  networking.firewall = {
    allowedTCPPorts = [
      80
      443
    ];
    allowedUDPPorts = [ 443 ];
  };
}
