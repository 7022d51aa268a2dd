import type { Fault } from "./fault.ts";
import type { SystemName } from "./systems.ts";

/** Systems that must not be kept: the machine returns to the one it ran. */
export const brokenSystems: readonly Fault[] = [
  broken(
    "a unit fails",
    "prove",
    "failedUnit",
    /broken\.service failed after activation; the machine runs its previous system/,
  ),
  broken(
    "the service fails",
    "prove",
    "failedService",
    /web\.service failed[^]*bind: address already in use/,
    true,
  ),
  broken(
    "the service starts again and again",
    "prove",
    "flappingService",
    /no answer on http|web\.service failed/,
  ),
  {
    name: "a unit fails while the system is being kept",
    phase: "commit",
    ends: ["old"],
    tells: /late\.service failed after it had been started/,
    run: async (machine) => {
      await machine.slowDisk();
      return machine.deploy("lateFailure");
    },
    undo: (machine) => machine.fastDisk(),
  },
  broken("the network goes down", "activate", "networkDown", /no connection|not reachable/, true),
  broken("the address is lost", "activate", "addressLost", /no connection|not reachable/),
  broken("sshd listens elsewhere", "activate", "sshdElsewhere", /no new connection|no connection/),
  broken("sshd does not start", "activate", "sshdBroken", /previous system/),
  broken("the deploy key is removed", "activate", "keyRemoved", /does not accept/, true),
  broken("activation hangs", "activate", "hangingActivation", /took longer than 8 s/),
  broken("a unit hangs while it starts", "activate", "hangingUnit", /took longer than 8 s/),
  broken("activation fails", "activate", "failingActivation", /exit code 2/),
  broken(
    "an endpoint never answers",
    "prove",
    "silentEndpoint",
    /no answer on http:\/\/localhost:7020\/edition within 5 s/,
  ),
  broken(
    "wrong architecture",
    "activate",
    "otherArchitecture",
    /the system is for riscv64-linux, the machine is/,
    true,
  ),
  {
    name: "out of memory",
    phase: "activate",
    ends: ["old"],
    withinSeconds: 30,
    run: async (machine) => {
      await machine.lab.faults.limitMemory(machine.target.host, 160);
      return machine.deploy("hungryActivation");
    },
    undo: (machine) => machine.lab.faults.limitMemory(machine.target.host, undefined),
  },
];

/** Systems that take their time, and are kept. */
export const slowSystems: readonly Fault[] = [
  kept("the tunnel restarts during activation", "activate", "tunnelRestart", true),
  kept("activation takes long", "activate", "slowActivation"),
  kept("an endpoint answers late", "prove", "lateEndpoint"),
];

function broken(name: string, phase: string, system: SystemName, tells: RegExp, short?: true): Fault {
  return {
    name,
    phase,
    ends: ["old"],
    tells,
    ...(system.startsWith("failed") && { atOnce: true }),
    run: (machine) => machine.deploy(system),
    ...(short && { short }),
  };
}

function kept(name: string, phase: string, system: SystemName, short?: true): Fault {
  return {
    name,
    phase,
    ends: [system],
    tells: /^switched$/,
    run: (machine) => machine.deploy(system),
    ...(short && { short }),
  };
}
