import { setTimeout as sleep } from "node:timers/promises";
import type { Fault, Place } from "./fault.ts";
import type { FaultMachine } from "./fault-machine.ts";
import type { SystemName } from "./systems.ts";

/** A phase made long enough to be interrupted in its midst. */
interface Stage {
  readonly phase: "copy" | "activate" | "prove" | "commit";
  readonly system: SystemName;
  /** From the phase's beginning to the interruption. */
  readonly afterMilliseconds: number;
  /** Where the machine may be when nobody comes back to it. */
  readonly leftAlone: readonly Place[];
}

const stages: readonly Stage[] = [
  { phase: "copy", system: "big", afterMilliseconds: 60, leftAlone: ["old"] },
  { phase: "activate", system: "slowActivation", afterMilliseconds: 700, leftAlone: ["old"] },
  { phase: "prove", system: "lateEndpoint", afterMilliseconds: 1000, leftAlone: ["old", "lateEndpoint"] },
  { phase: "commit", system: "second", afterMilliseconds: 900, leftAlone: ["old", "second"] },
];

/** Longer than every bound of the quick policy together. */
const boundSeconds = 30;

/** The same interruptions in every phase. */
export const interruptions: readonly Fault[] = stages.flatMap((stage) => [
  killed(stage, "the deployer is killed", (pid) => process.kill(pid, "SIGKILL")),
  interrupted(stage, "all SSH sessions are cut", (machine) => machine.shell("pkill -KILL -f ^sshd-session")),
  interrupted(stage, "the cable is out for 4 s", (machine) => cableOut(machine, 4)),
  interrupted(stage, "the cable is out for 20 s", (machine) => cableOut(machine, 20)),
  interrupted(stage, "the machine stands still for 12 s", (machine) => standStill(machine, 12)),
  interrupted(stage, "power cut", async ({ lab, target }) => {
    await lab.powerCut(target.host);
    await lab.start(target.host);
  }),
  interrupted(stage, "reboot", ({ lab, target }) => lab.reboot(target.host)),
]);

async function cableOut({ lab, target }: FaultMachine, seconds: number): Promise<void> {
  await lab.faults.linkDown(target.host);
  await sleep(seconds * 1000);
  await lab.faults.linkUp(target.host);
}

async function standStill({ lab, target }: FaultMachine, seconds: number): Promise<void> {
  await lab.faults.freeze(target.host);
  await sleep(seconds * 1000);
  await lab.faults.thaw(target.host);
}

function interrupted(stage: Stage, name: string, act: (machine: FaultMachine) => Promise<unknown>): Fault {
  return {
    name,
    phase: stage.phase,
    ends: ["old", stage.system],
    withinSeconds: boundSeconds,
    run: async (machine) => {
      await prepare(stage, machine);
      return machine.deployWith(stage.system, stage.phase, async () => {
        await sleep(stage.afterMilliseconds);
        await act(machine);
      });
    },
    undo: (machine) => cleanUp(stage, machine),
    ...(stage.phase === "commit" && { profileAhead: true }),
    ...shortOnes(name, stage),
  };
}

function killed(stage: Stage, name: string, kill: (pid: number) => void): Fault {
  return {
    name,
    phase: stage.phase,
    ends: stage.leftAlone,
    withinSeconds: boundSeconds,
    run: async (machine) => {
      await prepare(stage, machine);
      const begins = Promise.withResolvers<void>();
      const deploy = machine.deployApart(stage.system, (line) => {
        if (beginnings[stage.phase].test(line)) begins.resolve();
      });
      await Promise.race([begins.promise, deploy.ended]);
      await sleep(stage.afterMilliseconds);
      if (deploy.pid === undefined) throw new Error("the deployer did not start");
      kill(deploy.pid);
      const { exitCode } = await deploy.ended;
      if (exitCode !== undefined) throw new Error(`the deployer ended by itself, exit code ${exitCode}`);
      return undefined;
    },
    undo: (machine) => cleanUp(stage, machine),
    ...shortOnes(name, stage),
  };
}

/** The line that ends the phase before. */
const beginnings: Readonly<Record<Stage["phase"], RegExp>> = {
  copy: /recorded generation/,
  activate: /copied|has all paths/,
  prove: /activated/,
  commit: /proved/,
};

/** Makes the phase long: keeping a system waits for a disk that is slow to write. */
async function prepare(stage: Stage, machine: FaultMachine): Promise<void> {
  if (stage.phase === "copy") {
    await machine.shell(`nix-store --delete --ignore-liveness ${machine.systems[stage.system]}`);
  }
  if (stage.phase === "commit") await machine.slowDisk();
}

async function cleanUp(stage: Stage, machine: FaultMachine): Promise<void> {
  if (stage.phase === "commit") await machine.fastDisk();
}

function shortOnes(name: string, stage: Stage): { readonly short?: true } {
  const chosen: readonly string[] = ["the deployer is killed · activate", "power cut · prove"];
  return chosen.includes(`${name} · ${stage.phase}`) ? { short: true } : {};
}
