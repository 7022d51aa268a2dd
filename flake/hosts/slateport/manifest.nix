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
    digest = "8b2a24e613cfab6566d3c210065395d563f3480886ca9d4b593331b37d862b57";
  };
}
