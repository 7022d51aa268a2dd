import type { SystemInputs } from "./system-state.ts";

/** Inputs of which a difference is a change; generation numbers and pending reboots are only told. */
export const comparedInputs = [
  "host",
  "system",
  "profile",
  "failing",
  "stopped",
  "deployed",
  "target",
  "policy",
  "build",
] as const satisfies readonly (keyof SystemInputs)[];

/** Inputs of which a difference is drift once a refresh has found it. */
export const driftingInputs = [
  "system",
  "profile",
  "failing",
  "stopped",
] as const satisfies readonly (keyof SystemInputs)[];
