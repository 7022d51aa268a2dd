import { resolve } from "node:path";
import { z } from "zod";
import { deployPolicy } from "../fleet/deploy-policy.ts";
import { withSlot } from "../process/index.ts";
import { activate, type ActivationReport, type ActivationRequest, type PhaseEvent } from "./activate.ts";
import { ActivationFailure } from "./activation-failure.ts";
import { ConnectionFailure } from "./ssh-failure.ts";

const target = z.strictObject({
  host: z.string(),
  address: z.string(),
  user: z.string(),
  port: z.number().int().optional(),
  hostKey: z.string(),
  sshConfig: z.string().optional(),
});

/** The report this program printed when it last succeeded. */
const previousReport = z.object({ profile: z.string() });

/**
 * Deploys one machine as its environment says, for Pulumi's `local.Command`: one line a phase on standard error, the report
 * as JSON on the last line of standard output, exit code 1 with an explanation when the machine was not switched.
 *
 * - `CONFEDERATION_TARGET`: JSON of a `Target`
 * - `CONFEDERATION_SYSTEM`: `/nix/store/…`, `generation:41` or `generation:previous`
 * - `CONFEDERATION_POLICY`: JSON of a host's deploy policy
 * - `CONFEDERATION_MAX_PARALLEL`: how many machines may be deployed at once
 * - `CONFEDERATION_DEPLOYER`: who deploys, as the machine's lock names it
 * - `PULUMI_COMMAND_STDOUT`: this program's previous standard output
 */
export async function switchFromEnvironment(): Promise<void> {
  const report = await inTurn({
    target: target.parse(JSON.parse(variable("CONFEDERATION_TARGET"))),
    system: variable("CONFEDERATION_SYSTEM"),
    policy: deployPolicy.parse(JSON.parse(process.env["CONFEDERATION_POLICY"] ?? "{}")),
    deployer: process.env["CONFEDERATION_DEPLOYER"],
    expectProfile: previousProfile(process.env["PULUMI_COMMAND_STDOUT"] ?? ""),
    onPhase: printPhase,
  });
  console.log(JSON.stringify(report));
}

/** How long a machine may wait for others of its rolling group, or for its turn among all. */
const turnSeconds = 6 * 3600;

/** Deploys when it is this machine's turn: never two of one rolling group, never more than may be deployed at once. */
async function inTurn(request: ActivationRequest): Promise<ActivationReport> {
  const folder = resolve(".confederation/deploys");
  const { rolling } = request.policy;
  const limit = Number(process.env["CONFEDERATION_MAX_PARALLEL"] ?? 0);
  const anyTime = () => activate(request);
  const amongAll =
    limit > 0
      ? () => withSlot({ folder, name: "machine", limit, waitSeconds: turnSeconds }, anyTime)
      : anyTime;
  if (rolling === undefined) return amongAll();
  const name = `rolling-${encodeURIComponent(rolling)}`;
  return withSlot({ folder, name, limit: 1, waitSeconds: turnSeconds }, amongAll);
}

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`the environment variable ${name} is not set`);
  return value;
}

function previousProfile(stdout: string): string | undefined {
  const last = stdout.trim().split("\n").at(-1) ?? "";
  try {
    return previousReport.parse(JSON.parse(last)).profile;
  } catch {
    return undefined;
  }
}

function printPhase({ host, text, seconds }: PhaseEvent): void {
  console.error(`${host.padEnd(10)} ${text.padEnd(34)} ${seconds.toFixed(1)} s`);
}

/** What people can act on is said in words; anything else is a defect of this program and keeps its stack. */
export function explained(error: unknown): unknown {
  return error instanceof ActivationFailure || error instanceof ConnectionFailure ? error.message : error;
}
