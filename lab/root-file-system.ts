import { copyFile, readFile, rm } from "node:fs/promises";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { run } from "../components/process/index.ts";
import { makeFolder, writeIfChanged } from "./files.ts";
import { imageFolder } from "./folders.ts";
import type { Identity } from "./identity.ts";

/** A machine's folders. */
export interface MachineFolders {
  /** What the machine itself has written. */
  readonly upper: string;
  /** Its root, as the machine sees it. */
  readonly root: string;
  readonly log: string;
  readonly all: string;
  readonly disk: string;
}

export function machineFolders(lab: string, host: string): MachineFolders {
  const all = join(lab, "machines", host);
  const disk = join(all, "disk");
  return { all, disk, upper: join(disk, "upper"), root: join(all, "root"), log: join(all, "console.log") };
}

/** Mounts a machine's root: its own writes over the freshly installed system over the image. */
export async function makeRoot(
  lab: string,
  identity: Identity,
  installed: string,
  diskMebibytes: number | undefined,
): Promise<void> {
  const folders = machineFolders(lab, identity.host);
  if ((await mountsBelow(folders.all)).includes(folders.root)) return;
  await makeFolder(folders.disk);
  await makeFolder(folders.root);
  if (diskMebibytes !== undefined) {
    await mount(["-t", "tmpfs", "-o", `size=${diskMebibytes}m`, "tmpfs", folders.disk]);
  }
  const work = join(folders.disk, "work");
  await makeFolder(join(folders.upper, "etc/ssh"));
  await makeFolder(work);
  const key = join(folders.upper, "etc/ssh/ssh_host_ed25519_key");
  await copyFile(identity.hostKeyFile, key);
  await copyFile(`${identity.hostKeyFile}.pub`, `${key}.pub`);
  await writeIfChanged(join(folders.upper, "etc/machine-id"), `${machineId(identity)}\n`);
  const layers = [
    `lowerdir=${installed}:${imageFolder()}`,
    `upperdir=${folders.upper}`,
    `workdir=${work}`,
  ].join(",");
  await mount(["-t", "overlay", "overlay", "-o", layers, folders.root]);
}

/** Unmounts and removes all of a machine's folders, or everything in a lab's `machines`. */
export async function removeRoots(folder: string): Promise<void> {
  for (const point of (await mountsBelow(folder)).toReversed()) {
    await run(["umount", "--lazy", point], { timeoutSeconds: 10, phase: "unmount" });
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function mount(flags: readonly string[]): Promise<void> {
  await run(["mount", ...flags], { timeoutSeconds: 10, phase: "mount" });
}

/** Mount points at or below a folder, in the order they were mounted. */
async function mountsBelow(folder: string): Promise<string[]> {
  const lines = (await readFile("/proc/self/mounts", "utf8")).trim().split("\n");
  return lines
    .map((line) => (line.split(" ")[1] ?? "").replaceAll("\\040", " "))
    .filter((point) => point === folder || point.startsWith(`${folder}/`));
}

function machineId({ host, hostKey }: Identity): string {
  return createHash("sha256").update(`${host} ${hostKey}`).digest("hex").slice(0, 32);
}
