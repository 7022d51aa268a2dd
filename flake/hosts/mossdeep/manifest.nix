# generated from hosts/mossdeep.ts; do not edit
{
  confederation.manifest = {
    version = 1;
    host = "mossdeep";
    site = "hetzner";
    services.forgejo = {
      units = [
        "forgejo.service"
        "postgresql.service"
      ];
      endpoints = {
        web = {
          protocol = "http";
          port = 3001;
          unit = "forgejo.service";
          health = "/api/healthz";
          exposure = "public";
        };
        ssh = {
          protocol = "tcp";
          port = 2222;
          unit = "forgejo.service";
          exposure = "public";
        };
      };
    };
    digest = "d30e4b73a89274e8eb9734bad8c828af7ce455be64bd4a43c4aa5a2d9e462050";
  };
}
