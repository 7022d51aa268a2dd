import { defineFleet } from "./components/fleet/index.ts";

export default defineFleet({
  nixpkgs: "github:NixOS/nixpkgs/nixos-25.11",
  tailnet: "narwhal-snapper.ts.net",
  acmeEmail: "admin@cute.haus",
  // An example: put your own key here, its private half logs in to every machine.
  deployKeys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG6HU4otXA+om5TlpC9mRhZtupl1L/MWJWnNjjrIvEGT"],
  sites: {
    home: { timeZone: "America/New_York", edge: "slateport" },
    hetzner: { timeZone: "America/New_York", edge: "mossdeep" },
  },
});
