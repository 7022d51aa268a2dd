import { at, defineHost, publicly } from "../components/fleet/index.ts";
import { luksBtrfs, miniPc } from "../components/machines/index.ts";
import { audiobookshelf, immich, karakeep, ollama } from "../components/services/index.ts";

export default defineHost({
  site: "home",
  machine: miniPc({
    model: "beelink-mini-s12-pro",
    disk: luksBtrfs("/dev/sda", { swapMebibytes: 8192 }),
  }),
  stateVersion: "25.05",
  hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIH3i9no4zSWp3PoZSVsQJZo5rSaeGxxiLPUmnFXCuu1i",
  services: [
    karakeep({ port: 7020, expose: publicly("karakeep.cute.haus"), ai: at("slateport", ollama) }),
    audiobookshelf({
      port: 13378,
      expose: publicly("audiobookshelf.cute.haus"),
      library: "/mnt/Storage/Audiobooks",
    }),
    immich({ port: 2283, expose: publicly("immich.cute.haus"), media: "/mnt/Storage/immich" }),
  ],
  nixos: {
    fileSystems: {
      "/mnt/Storage": {
        device: "/dev/disk/by-id/ata-CT2000BX500SSD1_2345E8842829",
        fsType: "btrfs",
        options: ["compress=zstd", "noatime", "nofail"],
      },
    },
  },
  modules: ["./mauville/samba.nix"],
});
