import { defineHost, publicly } from "../components/fleet/index.ts";
import { hetznerServer, lvmExt4 } from "../components/machines/index.ts";
import { pkgs } from "../components/nix/index.ts";
import { forgejo } from "../components/services/index.ts";

export default defineHost({
  site: "hetzner",
  machine: hetznerServer({
    serverType: "cpx11",
    location: "ash",
    disk: lvmExt4("/dev/disk/by-id/scsi-0QEMU_QEMU_HARDDISK_62292463", { swapMebibytes: 2048 }),
  }),
  stateVersion: "24.11",
  hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIvDiAvJWwaGJ152PHNS6lJEA/mfyCfr182t5K7kmuQD",
  services: [
    forgejo({
      port: 3001,
      expose: publicly("git.aly.codes"),
      ssh: { port: 2222, expose: publicly() },
    }),
  ],
  nixos: { services: { forgejo: { package: pkgs.forgejo } } },
});
