# generated from components/machines/hetzner-server.ts; do not edit
{
  fileSystems = {
    "/" = {
      device = "/dev/pool/root";
      fsType = "ext4";
    };
    "/boot" = {
      device = "/dev/disk/by-id/scsi-0QEMU_QEMU_HARDDISK_62292463-part2";
      fsType = "vfat";
      options = [ "umask=0077" ];
    };
  };

  swapDevices = [
    {
      device = "/.swap";
      size = 2048;
      randomEncryption.enable = true;
    }
  ];
}
