# generated from components/services/glance.ts; do not edit
{
  services.glance = {
    enable = true;
    settings.server = {
      host = "0.0.0.0";
      port = 8080;
    };
  };
}
