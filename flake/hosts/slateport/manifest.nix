# generated from hosts/slateport.ts; do not edit
{
  confederation.manifest = {
    version = 1;
    host = "slateport";
    site = "home";
    services = {
      glance = {
        units = [ "glance.service" ];
        endpoints.web = {
          protocol = "http";
          port = 8080;
          unit = "glance.service";
          health = "/api/healthz";
          exposure = "public";
        };
      };
      homebridge = {
        units = [ "podman-homebridge.service" ];
        endpoints.web = {
          protocol = "http";
          port = 8581;
          unit = "podman-homebridge.service";
          health = "/";
          exposure = "tailnet";
        };
      };
      ollama = {
        units = [ "ollama.service" ];
        endpoints.api = {
          protocol = "http";
          port = 11434;
          unit = "ollama.service";
          health = "/api/version";
          exposure = "tailnet";
        };
      };
    };
    digest = "4dc6d00ed7aeea94c594ffa8e7028e20b3db7881968d213f827ed3b847b5d90a";
  };
}
