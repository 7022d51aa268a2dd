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
  /** The deployment that left all this: its id, and what it found besides. */
  deployed: z.object({ attempt: z.string(), generation: z.number(), rebootNeeded: z.boolean() }),
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

/** What the machine runs, as the state keeps it. */
export interface SystemFacts extends Pick<SystemInputs, "system" | "profile" | "failing" | "stopped"> {
  /** Number of the profile's generation. */
  readonly generation: number;
  readonly rebootNeeded: boolean;
}

/** Schema of what a `System` resource puts out. */
export const systemStateSchema = systemInputsSchema.extend({
  generation: z.number(),
  rebootNeeded: z.boolean(),
});
