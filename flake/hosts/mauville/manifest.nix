# generated from hosts/mauville.ts; do not edit
{
  confederation.manifest = {
    version = 1;
    host = "mauville";
    site = "home";
    services = {
      karakeep = {
        units = [
          "karakeep-web.service"
          "karakeep-workers.service"
          "karakeep-browser.service"
          "meilisearch.service"
        ];
        endpoints.web = {
          protocol = "http";
          port = 7020;
          unit = "karakeep-web.service";
          health = "/api/health";
          exposure = "public";
        };
      };
      audiobookshelf = {
        units = [ "audiobookshelf.service" ];
        endpoints.web = {
          protocol = "http";
          port = 13378;
          unit = "audiobookshelf.service";
          health = "/healthcheck";
          exposure = "public";
        };
      };
      immich = {
        units = [
          "immich-server.service"
          "immich-machine-learning.service"
          "postgresql.service"
          "redis-immich.service"
        ];
        endpoints.web = {
          protocol = "http";
          port = 2283;
          unit = "immich-server.service";
          health = "/api/server/ping";
          exposure = "public";
        };
      };
    };
    digest = "c6cfb2b5bf8568f4312afeb0695e49f89a7e5f699e4186950ccfa2de5a3cb71c";
  };
}
