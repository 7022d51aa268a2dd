import { mkdir, readFile, readdir, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const controllers = ["name=systemd", "memory", "pids", "freezer", "cpu"];

/** A mounted cgroup tree. */
interface Hierarchy {
  readonly folder: string;
  /** "2" is the unified tree. */
  readonly version: "1" | "2";
  readonly controllers: readonly string[];
}

/** The trees a machine gets a group of its own in; without that all machines would share one. */
async function hierarchies(): Promise<Hierarchy[]> {
  const mounts = (await readFile("/proc/self/mounts", "utf8")).trim().split("\n");
  return mounts.flatMap((line): Hierarchy[] => {
    const [, folder = "", type = "", options = ""] = line.split(" ");
    if (type === "cgroup2") return [{ folder, version: "2", controllers: [] }];
    const found = options.split(",").filter((option) => controllers.includes(option));
    return type === "cgroup" && found.length > 0 ? [{ folder, version: "1", controllers: found }] : [];
  });
}

/** Where a lab's groups lie within a tree. */
const labGroup = (lab: string): string => join("confederation-lab", lab);

/**
 * Makes a machine's groups.
 * @returns the files a process writes its id to in order to join them
 */
export async function makeGroups(lab: string, host: string): Promise<string[]> {
  return Promise.all(
    (await hierarchies()).map(async ({ folder, version }) => {
      const group = join(folder, labGroup(lab), host);
      await mkdir(group, { recursive: true });
      if (version === "2") await passOnControllers(folder, lab);
      return join(group, "cgroup.procs");
    }),
  );
}

/** In the unified tree a group has only the controllers that those above it pass on. */
async function passOnControllers(folder: string, lab: string): Promise<void> {
  for (const group of [folder, join(folder, "confederation-lab"), join(folder, labGroup(lab))]) {
    for (const controller of ["memory", "pids", "cpu"]) {
      // Where version 1 holds a controller, the unified tree has not got it.
      await writeFile(join(group, "cgroup.subtree_control"), `+${controller}`).catch(() => {});
    }
  }
}

/** Writes one of a group's settings, whichever version of cgroups the computer has. */
async function set(
  lab: string,
  host: string,
  controller: string,
  v1: readonly [file: string, value: string],
  v2: readonly [file: string, value: string],
): Promise<void> {
  const trees = await hierarchies();
  const old = trees.find((tree) => tree.controllers.includes(controller));
  const tree = old ?? trees.find(({ version }) => version === "2");
  if (!tree) throw new Error(`this computer has no cgroup tree for ${controller}`);
  const [file, value] = old ? v1 : v2;
  await writeFile(join(tree.folder, labGroup(lab), host, file), value);
}

/** Stops all of a machine's processes where they are, or lets them go on. */
export async function setFrozen(lab: string, host: string, frozen: boolean): Promise<void> {
  await set(
    lab,
    host,
    "freezer",
    ["freezer.state", frozen ? "FROZEN" : "THAWED"],
    ["cgroup.freeze", frozen ? "1" : "0"],
  );
}

/** Limits what a machine may use; `undefined` lifts the limit. */
export async function limitMemory(lab: string, host: string, mebibytes: number | undefined): Promise<void> {
  const bytes = mebibytes === undefined ? undefined : String(mebibytes * 1024 * 1024);
  await set(lab, host, "memory", ["memory.limit_in_bytes", bytes ?? "-1"], ["memory.max", bytes ?? "max"]);
}

/** Kills everything in a lab's groups (or one machine's) and removes them; the last processes may take a moment to die. */
export async function removeGroups(lab: string, host?: string): Promise<void> {
  for (const { folder } of await hierarchies()) {
    const top = host === undefined ? join(folder, labGroup(lab)) : join(folder, labGroup(lab), host);
    await thawAll(top);
    for (let attempt = 0; ; attempt++) {
      for (const pid of await processesIn(top)) kill(pid);
      if (await removeTree(top)) break;
      if (attempt === 100) throw new Error(`cannot remove the cgroup ${top}: it still has processes`);
      await sleep(20);
    }
    if (host === undefined) await removeTree(join(folder, "confederation-lab"), false);
  }
}

/** Processes of a machine, in whatever inner group. */
export async function processesOf(lab: string, host: string): Promise<number[]> {
  for (const { folder } of await hierarchies()) {
    const found = await processesIn(join(folder, labGroup(lab), host));
    if (found.length > 0) return found;
  }
  return [];
}

/** A frozen process dies only after it was let go on. */
async function thawAll(group: string): Promise<void> {
  await writeFile(join(group, "freezer.state"), "THAWED").catch(() => {});
  await writeFile(join(group, "cgroup.freeze"), "0").catch(() => {});
  await Promise.all((await groupsBelow(group)).map(thawAll));
}

async function groupsBelow(group: string): Promise<string[]> {
  try {
    const entries = await readdir(group, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => join(group, entry.name));
  } catch {
    return [];
  }
}

async function processesIn(group: string): Promise<number[]> {
  const below = await Promise.all((await groupsBelow(group)).map(processesIn));
  try {
    const text = await readFile(join(group, "cgroup.procs"), "utf8");
    return [
      ...text
        .split("\n")
        .filter((line) => line !== "")
        .map(Number),
      ...below.flat(),
    ];
  } catch {
    return below.flat();
  }
}

async function removeTree(group: string, inner = true): Promise<boolean> {
  if (inner) for (const child of await groupsBelow(group)) await removeTree(child);
  try {
    await rmdir(group);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ENOENT";
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has just ended by itself.
  }
}
