import * as z from "zod";
import { defineMachine } from "../fleet/index.ts";
import { disk, diskOptions } from "./disks.ts";
import { personalComputer, type Hardware } from "./personal-computer.ts";

const models = {
  "beelink-mini-s12-pro": { processor: "intel", bootModules: ["ahci", "sd_mod", "xhci_pci"] },
} as const satisfies Record<string, Hardware>;

/** A mini PC. */
export const miniPc = defineMachine("MiniPc", {
  title: "mini PC",
  args: z.strictObject({ model: z.enum(["beelink-mini-s12-pro"]), disk }),
  system: "x86_64-linux",
  nixos: ({ model }) => personalComputer(models[model]),
  disks: (args) => diskOptions(args.disk),
});
