# generated from components/services/forgejo.ts; do not edit
{
  services.forgejo = {
    enable = true;
    database.type = "postgres";
    lfs.enable = true;
    settings = {
      server = {
        DOMAIN = "git.aly.codes";
        ROOT_URL = "https://git.aly.codes/";
        HTTP_ADDR = "0.0.0.0";
        HTTP_PORT = 3001;
        DISABLE_SSH = false;
        START_SSH_SERVER = true;
        SSH_LISTEN_HOST = "0.0.0.0";
        SSH_LISTEN_PORT = 2222;
        SSH_PORT = 2222;
      };
      service.DISABLE_REGISTRATION = true;
    };
  };
}
