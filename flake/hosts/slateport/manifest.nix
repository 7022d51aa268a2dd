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
    digest = "2ca0cc0f006d6d526b19eae055619da766bd31cae0e3f9724f3884b6ef27ea1c";
  };
}
