import assert from "node:assert/strict";
import { test } from "node:test";
import { btrfs, disk, diskOptions, luksBtrfs, lvmExt4, type Disk } from "./disks.ts";

const subvolume = (device: string, name: string) => ({
  device,
  fsType: "btrfs",
  options: [`subvol=${name}`, "compress=zstd", "noatime"],
});
const boot = (device: string) => ({ device, fsType: "vfat", options: ["umask=0077"] });
const subvolumes = (device: string) => ({
  "/": subvolume(device, "rootfs"),
  "/home": subvolume(device, "home"),
  "/nix": subvolume(device, "nix"),
});

const layouts: readonly [what: string, Disk, options: object][] = [
  [
    "Btrfs on the second partition",
    btrfs("/dev/sda"),
    { fileSystems: { ...subvolumes("/dev/sda2"), "/boot": boot("/dev/sda1") } },
  ],
  [
    "partitions of NVMe disks",
    btrfs("/dev/nvme0n1"),
    { fileSystems: { ...subvolumes("/dev/nvme0n1p2"), "/boot": boot("/dev/nvme0n1p1") } },
  ],
  [
    "partitions of disks by id",
    btrfs("/dev/disk/by-id/ata-X1"),
    {
      fileSystems: {
        ...subvolumes("/dev/disk/by-id/ata-X1-part2"),
        "/boot": boot("/dev/disk/by-id/ata-X1-part1"),
      },
    },
  ],
  [
    "encrypted Btrfs, with swap",
    luksBtrfs("/dev/sda", { swapMebibytes: 8192 }),
    {
      boot: {
        initrd: { luks: { devices: { crypted: { device: "/dev/sda2", allowDiscards: true } } } },
      },
      fileSystems: { ...subvolumes("/dev/mapper/crypted"), "/boot": boot("/dev/sda1") },
      swapDevices: [{ device: "/.swap", size: 8192, randomEncryption: { enable: true } }],
    },
  ],
  [
    "ext4 on LVM",
    lvmExt4("/dev/sda"),
    {
      fileSystems: { "/": { device: "/dev/pool/root", fsType: "ext4" }, "/boot": boot("/dev/sda2") },
    },
  ],
];
for (const [what, layout, expected] of layouts) {
  test(what, () => {
    assert.deepEqual(disk.parse(layout), layout);
    assert.deepEqual(diskOptions(layout), expected);
  });
}

test("what is no disk is refused", () => {
  for (const device of ["sda", "/dev/", "/home/disk", "/dev/sda; rm -rf /"]) {
    assert.equal(disk.safeParse(btrfs(device)).success, false, device);
  }
  assert.equal(disk.safeParse(btrfs("/dev/sda", { swapMebibytes: 0.5 })).success, false);
});
