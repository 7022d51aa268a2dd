# generated from components/services/homebridge.ts; do not edit
{
  systemd.tmpfiles.rules = [ "d /var/lib/homebridge 0755 root root -" ];

  virtualisation.oci-containers = {
    backend = "podman";
    containers.homebridge = {
      image = "docker.io/homebridge/homebridge:2026-07-20";
      environment = {
        HOMEBRIDGE_CONFIG_UI_PORT = "8581";
        TZ = "America/New_York";
      };
      networks = [ "host" ];
      volumes = [ "/var/lib/homebridge:/homebridge" ];
    };
  };
}
