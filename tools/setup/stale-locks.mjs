// Locks that a killed Pulumi left on this checkout's state. Its process is gone, so nobody holds them any more.
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { checkout } from "./folders.mjs";
import { isRunning } from "./processes.mjs";

/** Where Pulumi's file backend keeps its locks; a state kept elsewhere has none here. */
const locks = join(checkout, ".confederation", "state", ".pulumi", "locks");

/**
 * Removes locks of processes of this machine that no longer live, as `pulumi cancel` would; all others stay.
 * @returns what was removed, a line each
 */
export function removeStaleLocks(folder = locks) {
  return lockFiles(folder).flatMap((file) => {
    const holder = read(file);
    if (holder === undefined || holder.hostname !== hostname() || isRunning(holder.pid)) return [];
    rmSync(file, { force: true });
    return [`the lock of a killed Pulumi is removed (process ${holder.pid}, since ${holder.timestamp})`];
  });
}

function lockFiles(folder) {
  try {
    const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
    return entries
      .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  } catch {
    return []; // no state yet
  }
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined; // just removed by its holder, or not written to its end: not ours to judge
  }
}
