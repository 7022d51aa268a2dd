import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "./fault.ts";
import type { FaultMachine, Told } from "./fault-machine.ts";

/** What goes wrong around a sound system: the network, the disk, the machine's Nix, other people. */
export const surroundings: readonly Fault[] = [
  {
    name: "the machine cannot be reached",
    phase: "record",
    ends: ["old"],
    short: true,
    tells: /not reachable at rustboro/,
    run: async (machine) => {
      await machine.lab.faults.linkDown(machine.target.host);
      const told = await machine.deploy("second");
      await machine.lab.faults.linkUp(machine.target.host);
      return told;
    },
    withinSeconds: 15,
    undo: (machine) => machine.lab.faults.linkUp(machine.target.host),
  },
  {
    name: "another host key",
    phase: "record",
    ends: ["old"],
    short: true,
    tells: /refused, nothing sent: .* does not have the pinned host key/,
    run: (machine) => machine.deploy("second", {}, { target: { ...machine.target, hostKey: someOtherKey } }),
  },
  {
    name: "two deployers at once",
    phase: "record",
    ends: ["slowActivation"],
    short: true,
    run: async (machine) => {
      const first = machine.deploy("slowActivation", {}, { deployer: "may" });
      await sleep(1500);
      const second = await machine.deploy("second", {}, { deployer: "brendan" });
      expectTold(second, /somebody else is deploying to it: may, since/);
      return first;
    },
  },
  {
    name: "a second deploy while the first one's connection is lost",
    phase: "activate",
    ends: ["second"],
    withinSeconds: 15,
    run: async (machine) => {
      const first = machine.deployWith("slowActivation", "activate", async () => {
        await sleep(700);
        await machine.shell("pkill -KILL -f ^sshd-session");
      });
      await sleep(2500);
      const second = await machine.deploy("second");
      await first;
      return second;
    },
  },
  {
    name: "the profile was changed by somebody else",
    phase: "record",
    ends: ["old"],
    short: true,
    tells: /system profile was changed since the last deploy: expected .* got/,
    run: async (machine) =>
      machine.deploy("second", {}, { expectProfile: machine.systems.second, deployer: "brendan" }),
  },
  {
    name: "the profile was changed by somebody else, who is overruled",
    phase: "record",
    ends: ["second"],
    tells: /^switched$/,
    run: async (machine) =>
      machine.deploy(
        "second",
        { foreignChanges: "replace" },
        { expectProfile: machine.systems.second, deployer: "brendan" },
      ),
  },
  {
    name: "another system is activated by hand",
    phase: "prove",
    ends: ["old"],
    run: (machine) =>
      machine.deployWith("lateEndpoint", "prove", () =>
        machine.shell(`${machine.base}/bin/switch-to-configuration test`),
      ),
  },
  {
    name: "activation is killed",
    phase: "activate",
    ends: ["old"],
    tells: /killed/,
    run: (machine) =>
      machine.deployWith("slowActivation", "activate", async () => {
        await sleep(1000);
        await machine.shell("systemctl kill --signal=KILL 'confederation-*-activate.service'");
      }),
  },
  {
    name: "the rollback is killed too",
    phase: "activate",
    ends: ["old"],
    withinSeconds: 15,
    run: (machine) =>
      machine.deployWith("hangingActivation", "activate", async () => {
        await machine.shell(
          "until systemctl list-units --all --no-legend 'confederation-*-rollback.service' | grep -q activating; do sleep 0.02; done; systemctl kill --signal=KILL 'confederation-*-rollback.service'",
        );
      }),
  },
  {
    name: "garbage is collected",
    phase: "prove",
    ends: ["lateEndpoint"],
    tells: /^switched$/,
    run: (machine) => machine.deployWith("lateEndpoint", "prove", () => machine.shell("nix-collect-garbage")),
  },
  {
    name: "the closure is deleted",
    phase: "activate",
    ends: ["old"],
    run: (machine) =>
      machine.deployWith("slowActivation", "activate", async () => {
        await sleep(1000);
        await machine.shell(
          `chattr -i ${machine.systems.slowActivation} 2>/dev/null; rm -rf ${machine.systems.slowActivation}`,
        );
      }),
    undo: (machine) =>
      machine.shell(`nix-store --delete --ignore-liveness ${machine.systems.slowActivation}`),
  },
  {
    name: "the Nix daemon is dead",
    phase: "copy",
    ends: ["second"],
    tells: /^switched$/,
    run: async (machine) => {
      await forget(machine, "second");
      await machine.shell("systemctl mask --runtime --now nix-daemon.socket nix-daemon.service");
      return machine.deploy("second");
    },
    undo: (machine) =>
      machine.shell(
        "systemctl unmask --runtime nix-daemon.socket nix-daemon.service; systemctl start nix-daemon.socket",
      ),
  },
  {
    name: "the boot partition is read-only",
    phase: "commit",
    ends: ["old"],
    short: true,
    tells: /the boot loader could not be updated/,
    atOnce: true,
    run: async (machine) => {
      await machine.lab.faults.readOnlyBoot(machine.target.host);
      return machine.deploy("second");
    },
    undo: (machine) => machine.lab.faults.writableBoot(machine.target.host),
  },
  {
    name: "the disk is full",
    phase: "copy",
    ends: ["old"],
    tells: /its disk is full/,
    run: async (machine) => {
      await forget(machine, "big");
      await machine.lab.faults.fillDisk(machine.target.host);
      return machine.deploy("big");
    },
    undo: (machine) => machine.lab.faults.freeDisk(machine.target.host),
  },
  {
    name: "the disk becomes full",
    phase: "activate",
    ends: ["old", "slowActivation"],
    withinSeconds: 40,
    run: (machine) =>
      machine.deployWith("slowActivation", "activate", async () => {
        await sleep(500);
        await machine.lab.faults.fillDisk(machine.target.host);
        await sleep(15_000);
        await machine.lab.faults.freeDisk(machine.target.host);
      }),
    undo: (machine) => machine.lab.faults.freeDisk(machine.target.host),
  },
  ...[2.5, 2.6, 2.7, 2.8, 2.9, 3, 3.1, 3.2].map((seconds) => race(seconds)),
];

/** The dead-man timer fires 3 s after activation, just as the proof succeeds and the system is being kept. */
function race(answersAfterSeconds: number): Fault {
  return {
    name: `the timer fires, the endpoint answers after ${answersAfterSeconds} s`,
    phase: "commit",
    ends: ["old", "lateEndpoint"],
    run: async (machine) => {
      await machine.shell(`echo ${answersAfterSeconds} > /run/listen-after`);
      return machine.deploy("lateEndpoint", {
        proof: { endpointsWithinSeconds: 2.9, confirmWithinSeconds: 3 },
      });
    },
    undo: (machine) => machine.shell("rm -f /run/listen-after"),
  };
}

/** Makes sure that a system has to be copied. */
async function forget(machine: FaultMachine, system: "second" | "big"): Promise<void> {
  const path = machine.systems[system];
  await machine.shell(
    `for link in /nix/var/nix/profiles/system-*-link; do [ "$(readlink $link)" != ${path} ] || rm $link; done; nix-store --delete ${path}`,
  );
}

function expectTold(told: Told, words: RegExp): void {
  const message = told.error?.message ?? "success";
  if (!words.test(message)) throw new Error(`told ${JSON.stringify(message)}, expected ${String(words)}`);
}

const someOtherKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDFr4Cq8Hq0m8vFqg6zJm7hCkPzM6q1o5pR3Yt8uWx2a";
