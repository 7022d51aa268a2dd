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
    digest = "0c80d400e938d41ad124ffba4e06beae01ec397f0b33ca9bcc51fb0aabb57367";
  };
}
