import type { NixosConfig } from "../options/index.ts";
import { pkgs } from "../nix/index.ts";

/** What is inside a computer that people put on a shelf. */
export interface Hardware {
  readonly processor: "intel" | "amd";
  /** Kernel modules that its disks and keyboard need at boot. */
  readonly bootModules: readonly string[];
}

/** Options of a computer that boots by UEFI, with the drivers of its processor and its graphics. */
export function personalComputer({ processor, bootModules }: Hardware) {
  return {
    boot: {
      initrd: { availableKernelModules: bootModules, systemd: { enable: true } },
      kernelModules: [`kvm-${processor}`],
      loader: {
        efi: { canTouchEfiVariables: true },
        "systemd-boot": { enable: true, configurationLimit: 10 },
      },
    },
    hardware: {
      cpu: { [processor]: { updateMicrocode: true } },
      enableRedistributableFirmware: true,
      graphics: {
        enable: true,
        ...(processor === "intel" && { extraPackages: [pkgs("intel-media-driver")] }),
      },
    },
    services: { fstrim: { enable: true }, fwupd: { enable: true } },
  } satisfies NixosConfig;
}
