import { brokenSystems, slowSystems } from "./broken-systems.ts";
import type { Fault } from "./fault.ts";
import { interruptions } from "./interruptions.ts";
import { reboots } from "./reboots.ts";
import { surroundings } from "./surroundings.ts";

/** Every fault that a deploy is tried with. */
export const allFaults: readonly Fault[] = [
  ...brokenSystems,
  ...slowSystems,
  ...surroundings,
  ...interruptions,
  ...reboots,
];
