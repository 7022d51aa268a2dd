import * as z from "zod";
import { deployPolicy } from "../fleet/deploy-policy.ts";

const units = z.array(z.string());

/** Schema of what a `System` resource is given, as Pulumi's state keeps it. */
export const systemInputsSchema = z.object({
  host: z.string(),
  /** Toplevel that should run: `/nix/store/…-nixos-system-…`. */
  system: z.string(),
  /** Toplevel that should be the boot default. */
  profile: z.string(),
  /** Units that may fail and declared units that may be inactive: those that the deployment left so. */
  failing: units,
  stopped: units,
  /** Number of the profile's generation that the deployment left. */
  generation: z.number(),
  rebootNeeded: z.boolean(),
  /** Id of the deployment that left all this. */
  attempt: z.string(),
  target: z.object({
    host: z.string(),
    address: z.string(),
    user: z.string(),
    port: z.number().optional(),
    hostKey: z.string(),
    sshConfig: z.string().optional(),
  }),
  policy: deployPolicy,
  /** Environment of the command that builds the system. */
  build: z.record(z.string(), z.string()),
});

/** What a `System` resource is given. */
export type SystemInputs = z.output<typeof systemInputsSchema>;

/** What the machine runs, in the part of the state that can drift. */
export type SystemFacts = Pick<
  SystemInputs,
  "system" | "profile" | "failing" | "stopped" | "generation" | "rebootNeeded"
>;

/** Inputs of which a difference is a change; generation numbers and pending reboots are only told. */
export const comparedInputs = [
  "host",
  "system",
  "profile",
  "failing",
  "stopped",
  "attempt",
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
