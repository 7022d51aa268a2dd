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
    digest = "fa933acb226775a933bb9c4c4db03529c06f8476f53ce9300eca6f300388b6a9";
  };
}
