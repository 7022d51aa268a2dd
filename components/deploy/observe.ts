import type { Answer } from "./answer.ts";
import { machineScript } from "./machine-script.ts";
import { Ssh } from "./ssh.ts";
import type { Target } from "./target.ts";

/** What a machine really runs. */
export interface Observed {
  /** Running toplevel: `/nix/store/…-nixos-system-…`; empty when the machine has never run one. */
  readonly system: string;
  /** Toplevel the system profile points to; empty when there is no profile. */
  readonly profile: string;
  /** Number of the profile's generation; 0 when there is no profile. */
  readonly generation: number;
  /** Changes with every boot. */
  readonly bootId: string;
  /** Units that failed or are being restarted again and again. */
  readonly failing: readonly string[];
  /** Units the running system's manifest declares that are not active. */
  readonly stopped: readonly string[];
  /** Whether the booted kernel, initrd or modules differ from the running system's. */
  readonly rebootNeeded: boolean;
  /** Who made it run and when, as far as the machine tells, e.g. `nixos-upgrade.service, 2026-11-21T03:12:00Z`. */
  readonly activatedBy?: string | undefined;
}

export interface ObserveOptions {
  /** Opening the connection. @default 10 */
  readonly connectSeconds?: number | undefined;
}

/** One entry of a machine's list of generations. */
export interface Generation {
  readonly number: number;
  readonly system: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  /** Whether the profile points to it. */
  readonly current: boolean;
}

/** Time for the answer itself, on a machine under load. */
const answerSeconds = 30;

/**
 * Asks a machine what it runs, in one round trip, without changing anything.
 * @throws {ConnectionFailure} when it cannot be reached or is not the pinned machine.
 */
export async function observe(target: Target, options: ObserveOptions = {}): Promise<Observed> {
  return observed(await askOnce(target, "observe", options));
}

/**
 * Lists the generations of a machine's system profile, oldest first.
 * @throws {ConnectionFailure}
 */
export async function listGenerations(
  target: Target,
  options: ObserveOptions = {},
): Promise<readonly Generation[]> {
  const answer = await askOnce(target, "generations", options);
  return answer
    .all("generation-entry")
    .map((entry) => {
      const [number = "", created = "", current = "", system = ""] = entry.split(" ");
      return { number: Number(number), created, current: current === "current", system };
    })
    .toSorted((a, b) => a.number - b.number);
}

async function askOnce(
  target: Target,
  question: "observe" | "generations",
  options: ObserveOptions,
): Promise<Answer> {
  const connectSeconds = options.connectSeconds ?? 10;
  const ssh = await Ssh.to(target, connectSeconds);
  try {
    return await ssh.ask(machineScript(question, []), {
      over: "new",
      timeoutSeconds: connectSeconds + answerSeconds,
    });
  } finally {
    await ssh.close();
  }
}

/** The facts every script ends with, as one value. */
export function observed(answer: Answer): Observed {
  const by = [answer.get("activated-by"), answer.get("activated-at")].filter((part) => part !== undefined);
  return {
    system: answer.text("running"),
    profile: answer.text("profile"),
    generation: Number(answer.get("generation") ?? 0),
    bootId: answer.text("boot-id"),
    failing: answer.all("failing"),
    stopped: answer.all("stopped"),
    rebootNeeded: answer.get("reboot-needed") === "yes",
    activatedBy: by.length === 0 ? undefined : by.join(", "),
  };
}
