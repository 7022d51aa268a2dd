import { readFile, readlink, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { run, type RunResult } from "../components/process/index.ts";
import { makeGroups, processesOf, removeGroups } from "./cgroups.ts";
import { readIfThere } from "./files.ts";
import { imageFolder } from "./folders.ts";
import { inLabNetwork, machineNamespace } from "./network.ts";
import { machineFolders } from "./root-file-system.ts";
import { waitUntil } from "./wait-until.ts";

/** How long a machine may take to boot until sshd answers; on an idle computer it takes less than one. */
const bootSeconds = 60;
/** How long a machine may take to shut down before it is cut off. */
const shutdownSeconds = 15;

/** Where a machine is and how it is told apart. */
export interface MachineAddress {
  readonly labFolder: string;
  readonly lab: string;
  readonly host: string;
  readonly address: string;
}

/** Boots a machine that is off, and returns when its sshd answers. */
export async function startMachine(machine: MachineAddress): Promise<void> {
  if (await isRunning(machine)) return;
  const { lab, host } = machine;
  const folders = machineFolders(machine.labFolder, host);
  await removeGroups(lab, host);
  const groups = await makeGroups(lab, host);
  await run(
    [
      "sh",
      join(import.meta.dirname, "programs/run-machine.sh"),
      folders.log,
      ...groups,
      "--",
      ...containerArguments(machine, folders.root),
    ],
    { timeoutSeconds: 10, host, phase: "start" },
  );
  await untilReachable(machine);
}

function containerArguments({ lab, host }: MachineAddress, root: string): string[] {
  return [
    "systemd-nspawn",
    "--quiet",
    "--settings=no",
    "--register=no",
    "--keep-unit",
    "--kill-signal=SIGRTMIN+3",
    `--machine=${containerName(lab, host)}`,
    `--directory=${root}`,
    `--network-namespace-path=/run/netns/${machineNamespace(lab, host)}`,
    "--capability=CAP_NET_ADMIN",
    "--resolv-conf=off",
    "--timezone=off",
    "--link-journal=no",
    "--console=pipe",
    "/usr/sbin/lab-init",
  ];
}

function containerName(lab: string, host: string): string {
  return `lab-${lab}-${host}`;
}

/** Waits until sshd listens, which takes no program to ask, and then until it greets. */
export async function untilReachable(machine: MachineAddress): Promise<void> {
  const { lab, host, address } = machine;
  let first: number | undefined;
  // Listing sockets makes the kernel walk a large table: not too often.
  const patience = { timeoutSeconds: bootSeconds, intervalSeconds: 0.1 };
  await waitUntil(`${host}: sshd listening after the start`, patience, async () => {
    first ??= await firstProcess(machine);
    if (first === undefined) return undefined;
    const sockets = await readIfThere(`/proc/${first}/net/tcp`);
    if (sockets === undefined)
      throw new Error(`${host} ended while it booted; its console: ${await consoleOf(machine)}`);
    return listensOn(sockets, 22) ? true : undefined;
  });
  const script = 'until nc -w 1 "$1" 22 < /dev/null 2> /dev/null | grep -q ^SSH-; do usleep 100000; done';
  const busybox = join(imageFolder(), "usr/bin/busybox");
  await run([...inLabNetwork(lab), busybox, "sh", "-c", script, "sh", address], {
    timeoutSeconds: bootSeconds,
    host,
    phase: "boot until sshd answers",
  });
}

/** Whether a table of sockets as in /proc/net/tcp has a listening one at this port. */
export function listensOn(sockets: string, port: number): boolean {
  const wanted = port.toString(16).toUpperCase().padStart(4, "0");
  const listening = "0A";
  return sockets.split("\n").some((line) => {
    const [, local, , state] = line.trim().split(/\s+/);
    return state === listening && local?.endsWith(`:${wanted}`) === true;
  });
}

/**
 * The machine's first process as this computer numbers it, or undefined when the machine is off.
 * It is the one that has the number 1 inside.
 */
export async function firstProcess(machine: { lab: string; host: string }): Promise<number | undefined> {
  for (const pid of await processesOf(machine.lab, machine.host)) {
    const status = await readIfThere(`/proc/${pid}/status`);
    const numbers =
      /^NSpid:\s*(.*)$/m
        .exec(status ?? "")?.[1]
        ?.trim()
        .split(/\s+/) ?? [];
    if (numbers.length > 1 && numbers.at(-1) === "1") return pid;
  }
  return undefined;
}

/** Whether the machine is on, which says nothing about its health. */
export async function isRunning(machine: { lab: string; host: string }): Promise<boolean> {
  return (await processesOf(machine.lab, machine.host)).length > 0;
}

/** How a command inside a machine is run. */
export interface ExecOptions {
  /** @default 60 */
  readonly timeoutSeconds?: number;
  /** @default nothing */
  readonly stdin?: string;
  /** @default [0] */
  readonly acceptExitCodes?: readonly number[];
}

/** Runs a command as root inside a machine, past network and sshd: it works when they do not. */
export async function execIn(
  machine: { lab: string; host: string },
  argv: readonly string[],
  options: ExecOptions = {},
): Promise<RunResult> {
  const seconds = options.timeoutSeconds ?? 60;
  // Killing nsenter would leave the command running inside, so the limit is set in there.
  const limited = ["timeout", "--kill-after=2", String(seconds), ...argv];
  return run(await insideArguments(machine, limited), {
    timeoutSeconds: seconds + 5,
    host: machine.host,
    ...(options.stdin !== undefined && { stdin: options.stdin }),
    ...(options.acceptExitCodes && { acceptExitCodes: options.acceptExitCodes }),
  });
}

/** The program and arguments that run a command inside a machine. */
export async function insideArguments(
  machine: { lab: string; host: string },
  argv: readonly string[],
): Promise<[string, ...string[]]> {
  const first = await firstProcess(machine);
  if (first === undefined) throw new Error(`${machine.host} is off; start it first`);
  const path = "/run/wrappers/bin:/run/current-system/sw/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  return [
    "nsenter",
    `--target=${first}`,
    "--all",
    "--wdns=/",
    "env",
    "-i",
    `PATH=${path}`,
    "HOME=/root",
    "TERM=dumb",
    ...argv,
  ];
}

/** What a machine runs and would boot; undefined where that cannot be told. */
export async function systemsOf(
  machine: MachineAddress,
): Promise<{ readonly running: string | undefined; readonly generation: number | undefined }> {
  const first = await firstProcess(machine);
  const root = machineFolders(machine.labFolder, machine.host).root;
  const profile = await linkTarget(join(root, "nix/var/nix/profiles/system"));
  const number = /^system-(\d+)-link$/.exec(profile ?? "")?.[1];
  return {
    running: first === undefined ? undefined : await linkTarget(`/proc/${first}/root/run/current-system`),
    generation: number === undefined ? undefined : Number(number),
  };
}

async function linkTarget(link: string): Promise<string | undefined> {
  try {
    return await readlink(link);
  } catch {
    return undefined;
  }
}

/** Reboots politely and returns when sshd of the new boot answers. */
export async function rebootMachine(machine: MachineAddress): Promise<void> {
  const before = await bootId(machine);
  await execIn(machine, ["systemctl", "--no-block", "reboot"]);
  await waitUntil(
    `${machine.host}: a new boot`,
    { timeoutSeconds: shutdownSeconds + bootSeconds },
    async () => {
      const now = await bootId(machine);
      return now !== undefined && now !== before ? now : undefined;
    },
  );
  await untilReachable(machine);
}

/** Changes with every boot; undefined while the machine is off. */
export async function bootId(machine: { lab: string; host: string }): Promise<string | undefined> {
  const first = await firstProcess(machine);
  return first === undefined ? undefined : readIfThere(`/proc/${first}/root/proc/sys/kernel/random/boot_id`);
}

/** As if somebody pulled the plug: no process of the machine gets to say another word. */
export async function cutPower(machine: MachineAddress): Promise<void> {
  const root = await stat(machineFolders(machine.labFolder, machine.host).root).catch(() => undefined);
  const first = await firstProcess(machine);
  if (first !== undefined) process.kill(first, "SIGKILL");
  await removeGroups(machine.lab, machine.host);
  await forgetContainer(containerName(machine.lab, machine.host), root);
}

/** Shuts down politely; a machine that does not end in time is cut off. */
export async function stopMachine(machine: MachineAddress): Promise<void> {
  const first = await firstProcess(machine);
  if (first !== undefined) {
    // SIGRTMIN+4 asks systemd to switch off.
    await run(["kill", "-s", "RTMIN+4", String(first)], { timeoutSeconds: 5, acceptExitCodes: [0, 1] });
    await waitUntil(`${machine.host}: off`, { timeoutSeconds: shutdownSeconds }, async () =>
      (await isRunning(machine)) ? undefined : true,
    ).catch(() => undefined);
  }
  await cutPower(machine);
}

/** What a killed container runner leaves in /run: two folders by its name, a lock by the root's file number. */
async function forgetContainer(name: string, root: { dev: number; ino: number } | undefined): Promise<void> {
  await rm(join("/run/systemd/nspawn/propagate", name), { recursive: true, force: true });
  await rm(join("/run/systemd/nspawn/unix-export", name), { recursive: true, force: true });
  if (root) await rm(`/run/systemd/nspawn/locks/inode-${root.dev}:${root.ino}`, { force: true });
}

/** The end of what a machine printed on its console. */
export async function consoleOf(machine: MachineAddress): Promise<string> {
  return readFile(machineFolders(machine.labFolder, machine.host).log, "utf8").catch(() => "");
}
