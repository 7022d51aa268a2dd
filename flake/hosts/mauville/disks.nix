# generated from components/machines/mini-pc.ts; do not edit
{
  boot.initrd.luks.devices.crypted = {
    device = "/dev/sda2";
    allowDiscards = true;
  };

  fileSystems = {
    "/" = {
      device = "/dev/mapper/crypted";
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
      device = "/dev/mapper/crypted";
      fsType = "btrfs";
      options = [
        "subvol=home"
        "compress=zstd"
        "noatime"
      ];
    };
    "/nix" = {
      device = "/dev/mapper/crypted";
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
