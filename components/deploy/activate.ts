import { randomBytes } from "node:crypto";
import { hostname, userInfo } from "node:os";
import { CommandFailure } from "../process/index.ts";
import { ActivationFailure } from "./activation-failure.ts";
import type { ActivationReport, ActivationRequest, Phase } from "./activation-report.ts";
import { Attempt } from "./attempt.ts";
import { dryActivate } from "./dry-activate.ts";
import type { Observed } from "./observe.ts";
import { record, type Recorded } from "./record.ts";
import { rebootWhereWanted } from "./reboot.ts";
import { Ssh } from "./ssh.ts";

export type { ActivationReport, ActivationRequest, Phase, PhaseEvent } from "./activation-report.ts";

/**
 * Puts a system in place on a machine such that it ends proven, or back in the system it ran before.
 * @throws {ConnectionFailure} before anything was changed.
 * @throws {ActivationFailure} with what the machine runs now.
 */
export async function activate(request: ActivationRequest): Promise<ActivationReport> {
  const began = performance.now();
  const { target, policy } = request;
  const id = randomBytes(6).toString("hex");
  const deployer = request.deployer ?? `${userInfo().username}@${hostname()}`;
  const clock = phaseClock(request);
  const report = (outcome: ActivationReport["outcome"], now: Observed): ActivationReport => ({
    attempt: outcome === "unchanged" || outcome === "dry-activated" ? "" : id,
    outcome,
    system: now.system,
    profile: now.profile,
    generation: now.generation,
    failing: now.failing,
    stopped: now.stopped,
    rebootNeeded: now.rebootNeeded,
    seconds: Number(((performance.now() - began) / 1000).toFixed(2)),
  });
  const ssh = await Ssh.to(target, policy.timeouts.connectSeconds);
  try {
    const recorded = await record(ssh, request, id, deployer);
    if (isDone(recorded, request)) {
      clock("record", `already runs it, generation ${recorded.before.generation}`);
      return report("unchanged", recorded.before);
    }
    clock("record", `recorded generation ${recorded.before.generation}`);
    const copied = await copy(ssh, request, recorded);
    clock("copy", recorded.copied ? "has all paths" : `copied ${copied} path${copied === 1 ? "" : "s"}`);
    if (policy.goal === "dry-activate") {
      return report("dry-activated", await dryActivate(ssh, request, recorded, clock));
    }
    const attempt = new Attempt(ssh, request, recorded, { id, deployer });
    await attempt.activate(clock);
    const kept = await attempt.prove(clock);
    const now = await rebootWhereWanted(ssh, request, recorded, { id, deployer, kept }, clock);
    return report(outcomes[policy.goal], now);
  } finally {
    await ssh.close();
  }
}

const outcomes = { switch: "switched", boot: "boot-default", test: "tested" } as const;

/** Tells the listener of a finished phase and how long it took since the last one. */
export type PhaseClock = (phase: Phase, text: string) => void;

function phaseClock(request: ActivationRequest): PhaseClock {
  let last = performance.now();
  return (phase, text) => {
    const now = performance.now();
    request.onPhase?.({ host: request.target.host, phase, text, seconds: (now - last) / 1000 });
    last = now;
  };
}

/** Whether the machine is already as the policy's goal leaves it. */
function isDone({ before, wanted, committed }: Recorded, { policy }: ActivationRequest): boolean {
  const healthy = before.failing.length === 0 && before.stopped.length === 0;
  const is: Record<typeof policy.goal, boolean> = {
    switch: healthy && before.system === wanted && before.profile === wanted,
    test: healthy && before.system === wanted,
    boot: before.profile === wanted && committed === wanted,
    "dry-activate": false,
  };
  return is[policy.goal];
}

async function copy(ssh: Ssh, request: ActivationRequest, recorded: Recorded): Promise<number> {
  if (recorded.copied) return 0;
  try {
    return await ssh.copyClosure(recorded.wanted, { timeoutSeconds: request.policy.timeouts.copySeconds });
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    throw new ActivationFailure({
      host: request.target.host,
      phase: "copy",
      problem: copyProblem(error),
      runsNow: `nothing was activated, it runs its previous system (generation ${recorded.before.generation})`,
      unit: "nix copy",
      journal: error.details.output.trim().split("\n").slice(-6),
      next: "remove the cause and run pulumi up again; paths that arrived are not sent again",
    });
  }
}

function copyProblem(error: CommandFailure): string {
  const { output, timedOutAfterSeconds } = error.details;
  if (timedOutAfterSeconds !== undefined) return `copying took longer than ${timedOutAfterSeconds} s`;
  if (/No space left on device|disk full|database or disk is full/i.test(output)) return "its disk is full";
  if (/is not valid|does not exist/.test(output)) return "the system is not in this machine's Nix store";
  return "copying the system failed";
}
