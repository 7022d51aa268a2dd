# The big disk as a folder for the computers on the tailnet.
{ config, ... }:
{
  services.samba = {
    enable = true;
    settings = {
      global = {
        "server string" = config.networking.hostName;
        "hosts allow" = "100.64.0.0/10 127.0.0.1";
        "hosts deny" = "0.0.0.0/0";
      };

      Storage = {
        path = "/mnt/Storage";
        "read only" = "no";
        "valid users" = "@users";
      };
    };
  };
}
