import type { FaultMachine, Told } from "./fault-machine.ts";
import type { SystemName } from "./systems.ts";

/** A system by its name, or the one that ran before the fault. */
export type Place = SystemName | "old";

/** What is tried: one fault in one phase of a deploy. */
export interface Fault {
  readonly name: string;
  readonly phase: string;
  /** Systems the machine may end in. */
  readonly ends: readonly Place[];
  /** The machine is wholly in one of them within this time after the deploy was told of its end. @default 5 */
  readonly withinSeconds?: number;
  /** The power may fail when the profile is set and the boot loader is not: the next deploy takes it back. */
  readonly profileAhead?: true;
  /** Also tried in the short form. */
  readonly short?: true;
  /** The machine must go back as soon as the fault shows, not when a timer fires. */
  readonly atOnce?: true;
  /** Words the deployer must have been told. */
  readonly tells?: RegExp;
  /** Does it, and says how the deploy ended; undefined when its deployer was killed. */
  readonly run: (machine: FaultMachine) => Promise<Told | undefined>;
  /** Takes back what the fault did to the lab. */
  readonly undo?: (machine: FaultMachine) => Promise<unknown>;
}

/** How a fault was survived. */
export interface Survived {
  readonly in: Place;
  /** From the end of the deploy until the machine was wholly in one system and reachable. */
  readonly recoverySeconds: number;
  /** The whole deploy. */
  readonly deploySeconds: number;
  readonly told: string;
}

/**
 * Tries one fault: the machine must end wholly in one of the systems, reachable; the deployer must have been told
 * the truth; the next deploy must succeed.
 * @throws with what was otherwise.
 */
export async function tryFault(machine: FaultMachine, fault: Fault): Promise<Survived> {
  await machine.bringToBase();
  const began = performance.now();
  let told: Told | undefined;
  let ended: number;
  let settled: { in: Place; seconds: number };
  try {
    told = await fault.run(machine);
    ended = performance.now();
    settled = await machine.settles(fault.ends, fault.withinSeconds ?? 5, ended, fault.profileAhead ?? false);
  } finally {
    await fault.undo?.(machine);
  }
  const words = told?.error?.message ?? told?.report?.outcome ?? "deployer killed";
  if (told?.report && machine.pathOf(settled.in) !== told.report.system) {
    throw new Error(`reported ${told.report.system}, but the machine is in ${settled.in}`);
  }
  if (told?.error && settled.in !== "old") {
    throw new Error(`reported a failure, but the machine is in ${settled.in}: ${words}`);
  }
  if (fault.tells && !fault.tells.test(words))
    throw new Error(`told ${JSON.stringify(words)}, expected ${String(fault.tells)}`);
  if (fault.atOnce && !/phase [^]*, [0-3]\.\d s after activation/.test(words))
    throw new Error(`not back at once: ${words}`);
  await machine.moveOn(told?.report?.profile);
  return {
    in: settled.in,
    recoverySeconds: settled.seconds,
    deploySeconds: (ended - began) / 1000,
    told: words.split("\n")[0] ?? "",
  };
}
