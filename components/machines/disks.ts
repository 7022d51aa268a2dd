import * as z from "zod";
import type { NixosConfig } from "../options/index.ts";

/** How a machine's disk is laid out. */
export interface Disk {
  readonly layout: "btrfs" | "luks-btrfs" | "lvm-ext4";
  /** The whole disk: `/dev/sda`, or better `/dev/disk/by-id/…`, which keeps meaning the same disk. */
  readonly device: string;
  /** Size of the swap file. @default none */
  readonly swapMebibytes?: number | undefined;
}

type DiskSettings = Omit<Disk, "layout" | "device">;

/** A boot partition, then Btrfs with the subvolumes `rootfs`, `home` and `nix`. */
export function btrfs(device: string, settings: DiskSettings = {}): Disk {
  return { layout: "btrfs", device, ...settings };
}

/** A boot partition, then Btrfs as in {@link btrfs} on an encrypted partition; its passphrase is typed at boot. */
export function luksBtrfs(device: string, settings: DiskSettings = {}): Disk {
  return { layout: "luks-btrfs", device, ...settings };
}

/** A BIOS and an EFI boot partition, then LVM: volume group `pool` with the ext4 volume `root`. */
export function lvmExt4(device: string, settings: DiskSettings = {}): Disk {
  return { layout: "lvm-ext4", device, ...settings };
}

/** Schema of an argument that says how a disk is laid out. */
export const disk: z.ZodType<Disk, Disk> = z.strictObject(
  {
    layout: z.enum(["btrfs", "luks-btrfs", "lvm-ext4"]),
    device: z.string().regex(/^\/dev\/[\w/:.-]*\w$/, { error: "a disk such as /dev/sda" }),
    swapMebibytes: z.int().positive().optional(),
  },
  { error: 'a disk such as btrfs("/dev/sda")' },
);

/** The options that mount a disk at boot. */
export function diskOptions({ layout, device, swapMebibytes }: Disk): NixosConfig {
  const swap = swapMebibytes !== undefined && {
    swapDevices: [{ device: "/.swap", size: swapMebibytes, randomEncryption: { enable: true } }],
  };
  switch (layout) {
    case "btrfs":
      return { fileSystems: btrfsMounts(device, partition(device, 2)), ...swap };
    case "luks-btrfs": {
      const crypted = { device: partition(device, 2), allowDiscards: true };
      return {
        boot: { initrd: { luks: { devices: { crypted } } } },
        fileSystems: btrfsMounts(device, "/dev/mapper/crypted"),
        ...swap,
      };
    }
    case "lvm-ext4":
      return {
        fileSystems: {
          "/": { device: "/dev/pool/root", fsType: "ext4" },
          "/boot": bootMount(partition(device, 2)),
        },
        ...swap,
      };
  }
}

function btrfsMounts(device: string, volume: string) {
  const subvolume = (name: string) => ({
    device: volume,
    fsType: "btrfs",
    options: [`subvol=${name}`, "compress=zstd", "noatime"],
  });
  return {
    "/": subvolume("rootfs"),
    "/boot": bootMount(partition(device, 1)),
    "/home": subvolume("home"),
    "/nix": subvolume("nix"),
  };
}

function bootMount(device: string) {
  return { device, fsType: "vfat", options: ["umask=0077"] };
}

/** Name of a disk's partition: `/dev/sda2`, `/dev/nvme0n1p2`, `/dev/disk/by-id/ata-…-part2`. */
function partition(device: string, number: number): string {
  if (device.startsWith("/dev/disk/by-")) return `${device}-part${number}`;
  return `${device}${/\d$/.test(device) ? "p" : ""}${number}`;
}
