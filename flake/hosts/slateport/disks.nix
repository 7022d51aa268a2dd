# generated from components/machines/think-centre.ts; do not edit
{
  fileSystems = {
    "/" = {
      device = "/dev/sda2";
      fsType = "btrfs";
      options = [
        "subvol=rootfs"
        "compress=zstd"
        "noatime"
      ];
    };
    "/boot" = {
      device = "/dev/sda1";
      fsType = "vfat";
      options = [ "umask=0077" ];
    };
    "/home" = {
      device = "/dev/sda2";
      fsType = "btrfs";
      options = [
        "subvol=home"
        "compress=zstd"
        "noatime"
      ];
    };
    "/nix" = {
      device = "/dev/sda2";
      fsType = "btrfs";
      options = [
        "subvol=nix"
        "compress=zstd"
        "noatime"
      ];
    };
  };

  swapDevices = [
    {
      device = "/.swap";
      size = 8192;
      randomEncryption.enable = true;
    }
  ];
}
