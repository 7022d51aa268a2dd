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
    digest = "34fb2cf58e0fd4f9c04d94352c02210493d696ca43ebf38da3ccc48459ce18a0";
  };
}
