# generated from components/services/immich.ts; do not edit
{
  services.immich = {
    enable = true;
    host = "0.0.0.0";
    port = 2283;
    mediaLocation = "/mnt/Storage/immich";
  };
}
