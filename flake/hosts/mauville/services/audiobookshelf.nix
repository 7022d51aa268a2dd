# generated from components/services/audiobookshelf.ts; do not edit
{
  services.audiobookshelf = {
    enable = true;
    host = "0.0.0.0";
    port = 13378;
  };

  systemd.services.audiobookshelf.unitConfig.RequiresMountsFor = [ "/mnt/Storage/Audiobooks" ];
}
