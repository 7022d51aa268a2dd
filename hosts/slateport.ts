import { defineHost, onTailnet, publicly } from "../components/fleet/index.ts";
import { btrfs, thinkCentre } from "../components/machines/index.ts";
import { glance, homebridge, ollama } from "../components/services/index.ts";

// The way into the home network.
export default defineHost({
  site: "home",
  machine: thinkCentre({ model: "m700-tiny", disk: btrfs("/dev/sda", { swapMebibytes: 8192 }) }),
  stateVersion: "24.05",
  // An example, as all host keys here: the real one is printed by `ssh-keyscan -t ed25519 slateport`.
  hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHnlmJfuex1Y16LkAg0iTHxwcBkwanuKk2DjkCdj2RUL",
  services: [
    glance({ port: 8080, expose: publicly("cute.haus") }),
    homebridge({ version: "2026-07-20", port: 8581, expose: onTailnet("homebridge.cute.haus") }),
    ollama({ expose: onTailnet(), models: ["gemma3:4b", "nomic-embed-text"] }),
  ],
});
