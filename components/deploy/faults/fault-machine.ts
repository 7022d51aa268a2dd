import { setTimeout as sleep } from "node:timers/promises";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Lab } from "../../../lab/index.ts";
import { deployPolicy, type DeployPolicyInput } from "../../fleet/deploy-policy.ts";
import { start, type StartedProgram } from "../../process/index.ts";
import { activate, type ActivationReport, type ActivationRequest, type Phase } from "../activate.ts";
import { observe } from "../observe.ts";
import type { Target } from "../target.ts";
import type { Place } from "./fault.ts";
import { machineName, port, type SystemName, type Systems } from "./systems.ts";

/** Short bounds: a fault that is only noticed when time is up shall not take minutes. */
export const quickPolicy: DeployPolicyInput = {
  proof: { endpointsWithinSeconds: 5, confirmWithinSeconds: 8 },
  timeouts: {
    connectSeconds: 3,
    activateSeconds: 8,
    commitSeconds: 10,
    rollbackSeconds: 15,
    copySeconds: 60,
  },
};

/** How a deploy ended, as the deployer was told. */
export type Told =
  | { readonly report: ActivationReport; readonly error?: undefined }
  | { readonly report?: undefined; readonly error: Error };

/** Where a machine is, seen from inside it. */
export interface State {
  readonly running: string;
  readonly profile: string;
  readonly bootDefault: string;
  readonly page: string;
  readonly ownUnits: string;
  readonly roots: string;
}

const machinesFile = z.record(z.string(), z.object({ hostKey: z.string() }));

/** The lab machine that faults are tried on. */
export class FaultMachine {
  readonly lab: Lab;
  readonly systems: Systems;
  readonly target: Target;
  /** The sound system it ran before the fault. */
  #base: SystemName | undefined;

  private constructor(lab: Lab, systems: Systems, target: Target) {
    this.lab = lab;
    this.systems = systems;
    this.target = target;
  }

  static async of(lab: Lab, systems: Systems): Promise<FaultMachine> {
    const machines = machinesFile.parse(JSON.parse(await readFile(lab.machinesFile, "utf8")));
    const hostKey = machines[machineName]?.hostKey;
    if (hostKey === undefined) throw new Error(`the lab has no ${machineName}`);
    return new FaultMachine(lab, systems, {
      host: machineName,
      address: machineName,
      user: "root",
      hostKey,
      sshConfig: lab.sshConfig,
    });
  }

  request(
    system: SystemName,
    policy: DeployPolicyInput = {},
    more: Partial<ActivationRequest> = {},
  ): ActivationRequest {
    const merged = { ...quickPolicy, ...policy };
    return { target: this.target, system: this.systems[system], policy: deployPolicy.parse(merged), ...more };
  }

  /** Deploys within this process. */
  async deploy(
    system: SystemName,
    policy: DeployPolicyInput = {},
    more: Partial<ActivationRequest> = {},
  ): Promise<Told> {
    try {
      return { report: await activate(this.request(system, policy, more)) };
    } catch (error) {
      return { error: error instanceof Error ? error : new Error(String(error)) };
    }
  }

  /** Deploys, and does something to the machine as soon as a phase has begun. */
  async deployWith(
    system: SystemName,
    when: Phase,
    act: () => Promise<unknown>,
    policy: DeployPolicyInput = {},
  ): Promise<Told> {
    const acted: Promise<unknown>[] = [];
    const told = await this.deploy(system, policy, {
      onPhase: ({ phase }) => {
        if (phase === before[when] && acted.length === 0) acted.push(act());
      },
    });
    await Promise.all(acted);
    if (acted.length === 0)
      throw new Error(`the deploy never came to phase ${when}: ${told.error?.message ?? ""}`);
    return told;
  }

  /** Deploys in a process of its own, which can be killed. */
  deployApart(system: SystemName, onLine: (line: string) => void): StartedProgram {
    const { target, policy } = this.request(system);
    return start(
      [
        "sh",
        "-c",
        'exec "$0" "$1" 2>&1',
        process.execPath,
        new URL("../switch-command.ts", import.meta.url).pathname,
      ],
      {
        env: {
          CONFEDERATION_TARGET: JSON.stringify(target),
          CONFEDERATION_SYSTEM: this.systems[system],
          CONFEDERATION_POLICY: JSON.stringify(policy),
        },
        onLine,
      },
    );
  }

  /** Keeping a system takes longer than a second, until `fastDisk` or a reboot. */
  async slowDisk(): Promise<void> {
    await this.shell(
      "printf '#!/bin/sh\\nsleep 1.5\\n' > /run/slow-sync; chmod +x /run/slow-sync; mount --bind /run/slow-sync /usr/bin/sync",
    );
  }

  async fastDisk(): Promise<void> {
    await this.shell("umount /usr/bin/sync 2>/dev/null; rm -f /run/slow-sync");
  }

  /** Waits until the guard of a reboot has booted the system before, which takes longer than a minute. */
  async guardActed(): Promise<void> {
    const end = performance.now() + 120_000;
    while (performance.now() < end) {
      const state = await this.state().catch(() => undefined);
      if (state?.running === this.base) return;
      await sleep(500);
    }
  }

  /** Store path of the system that ran before the fault. */
  get base(): string {
    return this.pathOf("old");
  }

  pathOf(place: Place): string {
    return this.systems[place === "old" ? (this.#base ?? "first") : place];
  }

  /** Makes sure that the machine runs a sound system, from which a fault can be tried. */
  async bringToBase(): Promise<void> {
    this.#base ??= "first";
    mustSucceed(await this.deploy(this.#base), "the deploy before the fault");
  }

  /**
   * Deploys another sound system, which must work whatever happened before.
   * @param lastProfile What the last successful deploy of the fault left, which is all the next deployer knows.
   */
  async moveOn(lastProfile: string | undefined): Promise<void> {
    const expectProfile = lastProfile ?? this.base;
    const next = this.#base === "first" ? "third" : "first";
    mustSucceed(await this.deploy(next, {}, { expectProfile }), "the deploy after the fault");
    this.#base = next;
    await this.settles(["old"], 5, performance.now());
  }

  async shell(script: string): Promise<string> {
    const result = await this.lab.exec(machineName, ["bash", "-c", script], { acceptExitCodes: [0, 1, 4] });
    return result.stdout;
  }

  /** What the machine is like, asked past its network. */
  async state(): Promise<State> {
    const text = await this.shell(`
      readlink -f /run/current-system; readlink -f /nix/var/nix/profiles/system; cat /boot/lab/default
      { exec 3<>/dev/tcp/127.0.0.1/${port} && printf 'GET /edition HTTP/1.0\\r\\n\\r\\n' >&3 && head -c 12 <&3; } 2>/dev/null; echo
      systemctl list-units --plain --no-legend 'confederation-*' | tr '\\n' ' '; echo
      for root in /nix/var/nix/gcroots/confederation-*; do [ -e "$root" ] && printf '%s ' "$root"; done; echo`);
    const [running = "", profile = "", bootDefault = "", page = "", ownUnits = "", roots = ""] =
      text.split("\n");
    return { running, profile, bootDefault, page, ownUnits, roots };
  }

  /** Waits until the machine is wholly in the system and a deployer can reach it; returns how long that took. */
  async settles(
    systems: readonly Place[],
    withinSeconds: number,
    since: number,
    profileAhead = false,
  ): Promise<{ in: Place; seconds: number }> {
    let last = "nothing could be learnt";
    while ((performance.now() - since) / 1000 < withinSeconds) {
      try {
        const state = await this.state();
        last = JSON.stringify(state);
        const found = systems.find((name) => this.#isWhollyIn(state, name, profileAhead));
        if (found !== undefined) {
          const seen = await observe(this.target, { connectSeconds: 3 });
          if (seen.system === this.pathOf(found))
            return { in: found, seconds: (performance.now() - since) / 1000 };
        }
      } catch (error) {
        last = error instanceof Error ? error.message : String(error);
      }
      await sleep(100);
    }
    throw new Error(`the machine is not wholly in ${systems.join(" or ")} after ${withinSeconds} s: ${last}`);
  }

  #isWhollyIn(state: State, name: Place, profileAhead: boolean): boolean {
    const path = this.pathOf(name);
    return (
      state.running === path &&
      (profileAhead || state.profile === path) &&
      state.bootDefault === path &&
      /^HTTP\/1\.[01] 200/.test(state.page) &&
      state.ownUnits === "" &&
      state.roots === ""
    );
  }
}

/** The phase that ends when the other begins. */
const before: Readonly<Record<Phase, Phase | undefined>> = {
  record: undefined,
  copy: "record",
  activate: "copy",
  prove: "activate",
  commit: "prove",
  reboot: "commit",
};

function mustSucceed(told: Told, what: string): void {
  if (told.error) throw new Error(`${what} failed: ${told.error.message}`, { cause: told.error });
}
