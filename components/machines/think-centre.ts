import * as z from "zod";
import { defineMachine } from "../fleet/index.ts";
import { disk, diskOptions } from "./disks.ts";
import { personalComputer, type Hardware } from "./personal-computer.ts";

const models = {
  "m700-tiny": { processor: "intel", bootModules: ["ahci", "sd_mod", "xhci_pci"] },
} as const satisfies Record<string, Hardware>;

/** A Lenovo ThinkCentre. */
export const thinkCentre = defineMachine("ThinkCentre", {
  title: "ThinkCentre",
  args: z.strictObject({ model: z.enum(["m700-tiny"]), disk }),
  system: "x86_64-linux",
  nixos: ({ model }) => personalComputer(models[model]),
  disks: (args) => diskOptions(args.disk),
});
