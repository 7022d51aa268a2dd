import { readdir } from "node:fs/promises";
import { join } from "node:path";
import lockfile from "proper-lockfile";
import { z } from "zod";
import type { RunResult } from "../components/process/index.ts";
import { removeGroups } from "./cgroups.ts";
import { Faults } from "./faults.ts";
import { makeFolder, readIfThere, writeIfChanged } from "./files.ts";
import { cacheFolder, defaultLabFolder, labId } from "./folders.ts";
import { type Identity, identities, publicKey } from "./identity.ts";
import { installedLayer } from "./installed-layer.ts";
import {
  cutPower,
  type ExecOptions,
  execIn,
  isRunning,
  type MachineAddress,
  rebootMachine,
  startMachine,
  stopMachine,
  systemsOf,
} from "./machine.ts";
import { machinesJson, writeNixpkgs } from "./nixpkgs-folder.ts";
import { makeSwitch, plugIn, removeNetwork } from "./network.ts";
import { checkRequirements } from "./requirements.ts";
import { machineFolders, makeRoot, removeRoots } from "./root-file-system.ts";
import { sshFiles, writeSshFiles } from "./ssh-files.ts";
import { removeContainerLeftovers } from "./container-leftovers.ts";

const defaultTailnet = "tailnet.test";

/** How a lab is set up. */
export interface UpOptions {
  /** Domain of the stand-in tailnet. @default as before, at first "tailnet.test" */
  readonly tailnet?: string;
  /** Public keys that may enter as root beside the lab's own: `ssh-ed25519 AAAA…`. @default [] */
  readonly authorizedKeys?: readonly string[];
  /** Size of each new machine's disk, kept in memory. @default as large as the disk the lab lies on */
  readonly diskMebibytes?: number;
}

/** A machine as `status` shows it. */
export interface MachineStatus {
  readonly host: string;
  readonly running: boolean;
  readonly address: string;
  readonly tailnetAddress: string;
  /** `/nix/store/…-nixos-system-…` */
  readonly system: string | undefined;
  /** The profile's generation. */
  readonly generation: number | undefined;
}

/** Real systemd machines on a network of their own; everything about them lies in one folder. */
export class Lab {
  readonly folder: string;
  readonly id: string;
  readonly faults: Faults;

  constructor(folder: string = defaultLabFolder) {
    this.folder = folder;
    this.id = labId(folder);
    this.faults = new Faults(this);
  }

  /** ssh_config in which host names lead to the lab's machines. */
  get sshConfig(): string {
    return sshFiles(this.folder).config;
  }

  /** `{ "<host>": { address, tailnetAddress, hostKey } }` */
  get machinesFile(): string {
    return join(this.folder, "machines.json");
  }

  /** The miniature nixpkgs that knows this lab, for `--override-input nixpkgs path:…`. */
  get nixpkgs(): string {
    return join(this.folder, "nixpkgs");
  }

  /** Private key that may enter every machine as root. */
  get identityFile(): string {
    return join(cacheFolder(), "lab", "id_ed25519");
  }

  /** Boots machines under these names; those that run already are left alone. Returns when all answer by ssh. */
  async up(hosts: readonly string[], options: UpOptions = {}): Promise<void> {
    await checkRequirements();
    await this.#locked(async () => {
      await makeFolder(join(cacheFolder(), "lab"));
      const present = new Set([...(await this.hosts()), ...hosts]);
      const all = (await identities(this.folder, hosts)).filter(({ host }) => present.has(host));
      const settings = {
        tailnet: options.tailnet ?? (await this.tailnet()),
        authorizedKeys: [await publicKey(this.identityFile), ...(options.authorizedKeys ?? [])],
      };
      const [installed] = await Promise.all([
        installedLayer(settings.authorizedKeys),
        writeNixpkgs(this.nixpkgs, all, settings),
        writeIfChanged(this.machinesFile, machinesJson(all)),
        writeSshFiles(this.folder, this.id, all, this.identityFile),
        makeSwitch(this.id),
      ]);
      const wanted = all.filter(({ host }) => hosts.includes(host));
      await settleAll(
        wanted.map(async (identity) => {
          await plugIn({ lab: this.id, ...identity });
          await makeRoot(this.folder, identity, installed, options.diskMebibytes);
          await startMachine(this.#machine(identity));
        }),
      );
    });
  }

  /** Stops and removes machines, network and all that belongs to them; keeps host keys, so that `up` brings back the same. */
  async down(): Promise<void> {
    await this.#locked(async () => {
      await settleAll((await this.hosts()).map((host) => this.#stop(host)));
      await removeGroups(this.id);
      await removeRoots(join(this.folder, "machines"));
      await removeNetwork(this.id);
      await removeContainerLeftovers();
    });
  }

  /** Domain of the stand-in tailnet, as the lab was last set up. */
  async tailnet(): Promise<string> {
    const text = await readIfThere(join(this.nixpkgs, "lab.json"));
    return text === undefined
      ? defaultTailnet
      : z.object({ tailnet: z.string() }).parse(JSON.parse(text)).tailnet;
  }

  /** Names of the machines that exist, on or off. */
  async hosts(): Promise<string[]> {
    return (await readdir(join(this.folder, "machines")).catch(() => [])).toSorted((a, b) =>
      a.localeCompare(b),
    );
  }

  /** What each machine is and runs. */
  async status(): Promise<MachineStatus[]> {
    const hosts = await this.hosts();
    const all = await this.#identities();
    return Promise.all(
      all
        .filter(({ host }) => hosts.includes(host))
        .map(async (identity) => {
          const { host, address, tailnetAddress } = identity;
          const machine = this.#machine(identity);
          const { running, generation } = await systemsOf(machine);
          const on = await isRunning(machine);
          return { host, running: on, address, tailnetAddress, system: running, generation };
        }),
    );
  }

  /** Runs a command as root inside a machine; works without network and sshd. */
  async exec(host: string, argv: readonly string[], options: ExecOptions = {}): Promise<RunResult> {
    return execIn(await this.machine(host), argv, options);
  }

  /** Reboots politely. */
  async reboot(host: string): Promise<void> {
    await rebootMachine(await this.machine(host));
  }

  /** Pulls the plug. */
  async powerCut(host: string): Promise<void> {
    await cutPower(await this.machine(host));
  }

  /** Shuts down; the machine stays as it is, off. */
  async stop(host: string): Promise<void> {
    await this.#stop(host);
  }

  /** Boots a machine that is off. */
  async start(host: string): Promise<void> {
    await startMachine(await this.machine(host));
  }

  /** Removes one machine for good; `up` makes it anew. */
  async destroy(host: string): Promise<void> {
    const machine = await this.machine(host);
    await cutPower(machine);
    await removeRoots(machineFolders(this.folder, host).all);
  }

  /** @throws when the lab has no such machine. */
  async machine(host: string): Promise<MachineAddress & Identity> {
    const hosts = await this.hosts();
    const identity = (await this.#identities()).find((known) => known.host === host);
    if (!identity || !hosts.includes(host))
      throw new Error(`the lab has no machine "${host}"; it has: ${hosts.join(", ") || "none"}`);
    return { ...identity, ...this.#machine(identity) };
  }

  #machine({ host, address }: Identity): MachineAddress {
    return { labFolder: this.folder, lab: this.id, host, address };
  }

  async #stop(host: string): Promise<void> {
    await this.faults.thaw(host);
    await stopMachine(await this.machine(host));
  }

  async #identities(): Promise<Identity[]> {
    return (await readIfThere(this.machinesFile)) === undefined ? [] : identities(this.folder, []);
  }

  async #locked(action: () => Promise<void>): Promise<void> {
    await makeFolder(this.folder);
    const release = await lockfile.lock(this.folder, {
      lockfilePath: join(this.folder, "lock"),
      stale: 15_000,
      retries: { retries: 300, factor: 1, minTimeout: 200, maxTimeout: 200 },
    });
    try {
      await action();
    } finally {
      await release();
    }
  }
}

/** Waits for all, even after one failed: nothing may go on behind an error. */
async function settleAll(work: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(work);
  const errors = results.flatMap((result) =>
    result.status === "rejected" ? [result.reason as unknown] : [],
  );
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1)
    throw new AggregateError(
      errors,
      errors.map((error) => (error instanceof Error ? error.message : String(error))).join("\n"),
    );
}
