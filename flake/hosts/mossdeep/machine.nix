# generated from components/machines/hetzner-server.ts; do not edit
{
  nixpkgs.hostPlatform = "x86_64-linux";

  boot = {
    initrd = {
      availableKernelModules = [
        "ahci"
        "sd_mod"
        "sr_mod"
        "virtio_pci"
        "virtio_scsi"
        "xhci_pci"
      ];
      kernelModules = [
        "virtio_balloon"
        "virtio_console"
        "virtio_rng"
      ];
    };
    loader.grub = {
      device = "/dev/disk/by-id/scsi-0QEMU_QEMU_HARDDISK_62292463";
      efiSupport = true;
      efiInstallAsRemovable = true;
    };
  };

  services.qemuGuest.enable = true;
}
