# generated from components/machines/think-centre.ts; do not edit
{ pkgs, ... }:
{
  nixpkgs.hostPlatform = "x86_64-linux";

  boot = {
    initrd = {
      availableKernelModules = [
        "ahci"
        "sd_mod"
        "xhci_pci"
      ];
      systemd.enable = true;
    };
    kernelModules = [ "kvm-intel" ];
    loader = {
      efi.canTouchEfiVariables = true;
      systemd-boot = {
        enable = true;
        configurationLimit = 10;
      };
    };
  };

  hardware = {
    cpu.intel.updateMicrocode = true;
    enableRedistributableFirmware = true;
    graphics = {
      enable = true;
      extraPackages = [ pkgs.intel-media-driver ];
    };
  };

  services = {
    fstrim.enable = true;
    fwupd.enable = true;
  };
}
