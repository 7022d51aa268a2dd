import type { ActivationRequest } from "./activation-report.ts";
import { ActivationFailure } from "./activation-failure.ts";
import type { Answer } from "./answer.ts";
import { machineScript } from "./machine-script.ts";
import { observed, type Observed } from "./observe.ts";
import type { Ssh } from "./ssh.ts";

/** What runs before an attempt: what a failed one returns to. */
export interface Recorded {
  readonly before: Observed;
  /** Store path to bring the machine to. */
  readonly wanted: string;
  /** Generation to switch to where one was asked for, else empty. */
  readonly generation: string;
  /** Name of the profile's generation link: `system-41-link`. */
  readonly profileLink: string;
  /** The wanted closure is complete on the machine. */
  readonly copied: boolean;
  /** Toplevel our own trail on the machine says was kept last; empty when there is none. */
  readonly committed: string;
}

/**
 * Opens the operation's connection, takes the machine's lock and records what runs.
 * @throws {ActivationFailure} when somebody else deploys, or changed the machine since the last deploy.
 * @throws {ConnectionFailure}
 */
export async function record(
  ssh: Ssh,
  request: ActivationRequest,
  id: string,
  deployer: string,
): Promise<Recorded> {
  const { target, policy, system } = request;
  const { activateSeconds, confirmSeconds, commitSeconds, rollbackSeconds, connectSeconds } = bounds(policy);
  const patience = Math.ceil(activateSeconds + confirmSeconds + commitSeconds + rollbackSeconds + 10);
  const answer = await ssh.hold(machineScript("open", [id, deployer, system, String(patience)]), {
    timeoutSeconds: connectSeconds + 60 + patience * 2,
    onFact: (key, value) => {
      if (key !== "waiting") return;
      request.onPhase?.({
        host: target.host,
        phase: "record",
        text: `waiting for an unfinished deploy of ${value}`,
        seconds: 0,
      });
    },
  });
  refuseLocked(request, answer);
  const recorded: Recorded = {
    before: observed(answer),
    wanted: answer.text("wanted"),
    generation: answer.text("wanted-generation"),
    profileLink: answer.text("profile-link"),
    copied: answer.get("copied") !== undefined,
    committed: answer.text("committed"),
  };
  if (recorded.wanted === "") {
    throw refusal(request, recorded.before, {
      problem: `the machine has no ${system.replace(":", " ")}`,
      next: "choose one of its generations",
    });
  }
  refuseForeign(request, recorded, answer.text("committed-by") === deployer);
  return recorded;
}

/** A policy's bounds in whole seconds, as the machine counts them. */
export function bounds(policy: ActivationRequest["policy"]) {
  const { proof, timeouts } = policy;
  return {
    connectSeconds: timeouts.connectSeconds,
    activateSeconds: Math.ceil(timeouts.activateSeconds),
    confirmSeconds: Math.ceil(proof.confirmWithinSeconds),
    commitSeconds: Math.ceil(timeouts.commitSeconds),
    rollbackSeconds: Math.ceil(timeouts.rollbackSeconds),
    proveSeconds: Math.ceil(proof.endpointsWithinSeconds),
  };
}

function refuseLocked(request: ActivationRequest, answer: Answer): void {
  const { host } = request.target;
  const holder = answer.get("locked-by");
  if (holder !== undefined) {
    throw new ActivationFailure({
      host,
      phase: "record",
      problem: `somebody else is deploying to it: ${holder === "" ? "unknown" : holder}`,
      runsNow: "this deploy changed nothing",
      next: "wait until that deploy has ended, then run pulumi up again",
    });
  }
  if (answer.get("stuck") !== undefined) {
    throw new ActivationFailure({
      host,
      phase: "record",
      problem: "an earlier deploy never ended and could not be undone",
      runsNow: "this deploy changed nothing",
      next: "look at the journal of its confederation-*.service units, then reboot it: it boots the last system that was kept",
    });
  }
}

function refuseForeign(request: ActivationRequest, recorded: Recorded, keptByUs: boolean): void {
  const { expectProfile, policy } = request;
  const { before, wanted, committed } = recorded;
  const known = [expectProfile, wanted, keptByUs ? committed : undefined, ""];
  if (expectProfile === undefined || known.includes(before.profile) || policy.foreignChanges === "replace")
    return;
  throw refusal(request, before, {
    problem:
      `its system profile was changed since the last deploy: expected ${nameOf(expectProfile)}, ` +
      `got ${nameOf(before.profile)}${before.activatedBy === undefined ? "" : ` (${before.activatedBy})`}`,
    next: 'run pulumi refresh to see it; to replace it, set deploy.foreignChanges to "replace"',
  });
}

function refusal(
  request: ActivationRequest,
  before: Observed,
  what: { problem: string; next: string },
): ActivationFailure {
  return new ActivationFailure({
    host: request.target.host,
    phase: "record",
    runsNow: `nothing was changed, it runs generation ${before.generation}`,
    ...what,
  });
}

/** A store path without the folder and its hash's tail: enough to tell two apart. */
export function nameOf(system: string): string {
  return system.replace(/^\/nix\/store\/(\w{6})\w*-/, "$1…-");
}
