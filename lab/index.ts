export { curl } from "./curl.ts";
export { activateOlderGeneration } from "./drift.ts";
export type { Faults } from "./faults.ts";
export { defaultLabFolder, labFolder, otherLabsFolder } from "./folders.ts";
export { Lab, type MachineStatus, type UpOptions } from "./laboratory.ts";
export type { ExecOptions } from "./machine.ts";
export type { Network } from "./network.ts";
