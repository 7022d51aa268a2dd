export { loadStackConfig, type StackConfig } from "./stack-config.ts";
export { System, type SystemArgs } from "./system.ts";
export type { Target } from "./target.ts";
