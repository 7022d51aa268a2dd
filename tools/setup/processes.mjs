// What is known of other processes and mounts on this machine.
import { readFileSync } from "node:fs";

/** Whether a process with this id exists. */
export function isRunning(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** When a process started, in clock ticks since boot: with its id this names it for good. Null where /proc is missing. */
export function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

/** Where file systems are mounted. Empty where /proc is missing. */
export function mountPoints() {
  try {
    const lines = readFileSync("/proc/self/mounts", "utf8").split("\n");
    return lines.map((line) => line.split(" ")[1] ?? "");
  } catch {
    return [];
  }
}
