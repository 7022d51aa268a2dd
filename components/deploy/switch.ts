import { local } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import type { DeployPolicyInput } from "../fleet/deploy-policy.ts";
import type { ActivationReport } from "./activation-report.ts";
import { programPath } from "./program-path.ts";
import type { Target } from "./target.ts";

/** What is put in place on which machine, and how. */
export interface SwitchArgs {
  /** Toplevel, `/nix/store/…`, or a generation to return to: `generation:41`, `generation:previous`. */
  readonly system: pulumi.Input<string>;
  readonly target: pulumi.Input<Target>;
  /** What is left out has its default. */
  readonly policy: DeployPolicyInput;
  /** How many machines are switched at once. @default all that Pulumi runs in parallel */
  readonly maxParallel?: number | undefined;
}

/** A `Switch` and what it reports. */
export interface Switch {
  readonly command: local.Command;
  readonly report: pulumi.Output<ActivationReport>;
}

/** Puts a system in place; runs again only when the system, the machine or the policy has changed. Nothing is done on deletion. */
export function createSwitch(name: string, args: SwitchArgs, opts: pulumi.CustomResourceOptions): Switch {
  const command = new local.Command(
    name,
    {
      create: `node ${programPath("switch-command.ts")}`,
      environment: {
        CONFEDERATION_SYSTEM: args.system,
        CONFEDERATION_TARGET: pulumi.jsonStringify(args.target),
        CONFEDERATION_POLICY: JSON.stringify(args.policy),
        ...(args.maxParallel === undefined ? {} : { CONFEDERATION_MAX_PARALLEL: String(args.maxParallel) }),
      },
      logging: "stderr",
    },
    opts,
  );
  return { command, report: command.stdout.apply((text) => reportSchema.parse(JSON.parse(text))) };
}

/** Schema of the report that switch-command.ts prints. */
const reportSchema: z.ZodType<ActivationReport> = z.object({
  attempt: z.string(),
  outcome: z.enum(["unchanged", "switched", "boot-default", "tested", "dry-activated"]),
  system: z.string(),
  profile: z.string(),
  generation: z.number(),
  failing: z.array(z.string()),
  stopped: z.array(z.string()),
  rebootNeeded: z.boolean(),
  seconds: z.number(),
});
