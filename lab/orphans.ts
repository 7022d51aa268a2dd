import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "./folders.ts";

/** Ends what a killed Pulumi has left running: its language host notices that only after minutes. */
export async function endOrphans(): Promise<void> {
  const host = join(cacheFolder(), "pulumi-cli") + "/";
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  for (const pid of pids) {
    const { program, parent } = await about(pid);
    if (parent === 1 && program.startsWith(host)) process.kill(pid, "SIGTERM");
  }
}

/** A process's program and parent; neither for one that has ended meanwhile. */
async function about(pid: number): Promise<{ program: string; parent: number | undefined }> {
  try {
    const [command, status] = await Promise.all([
      readFile(`/proc/${pid}/cmdline`, "utf8"),
      readFile(`/proc/${pid}/status`, "utf8"),
    ]);
    const parent = /^PPid:\s*(\d+)$/m.exec(status)?.[1];
    return {
      program: command.split("\0")[0] ?? "",
      parent: parent === undefined ? undefined : Number(parent),
    };
  } catch {
    return { program: "", parent: undefined };
  }
}
