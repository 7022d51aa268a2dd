// One set-up at a time in one cache; a lock whose owner died is taken over.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning, startOf } from "./processes.mjs";
import { SetupFailure } from "./failure.mjs";

const waitSeconds = 20 * 60;

/**
 * Runs an action while holding the lock file, waiting for another set-up to end first.
 * @throws SetupFailure when the other set-up does not end within 20 minutes
 */
export async function withLock(path, action, onWait = () => {}) {
  mkdirSync(dirname(path), { recursive: true });
  const me = JSON.stringify({ pid: process.pid, start: startOf(process.pid) });
  const deadline = Date.now() + waitSeconds * 1000;
  let told = false;
  while (!take(path, me)) {
    const owner = read(path);
    if (owner !== undefined && !isAlive(owner)) {
      takeAway(path, owner);
      continue;
    }
    if (Date.now() > deadline) {
      throw new SetupFailure("another set-up is still running", {
        detail: `lock ${path}, held by ${owner ?? "nobody"}`,
        advice: "wait for it or end that process, then run again",
      });
    }
    if (!told) onWait(owner);
    told = true;
    await sleep(200);
  }
  try {
    return await action();
  } finally {
    if (read(path) === me) rmSync(path, { force: true });
  }
}

/** Creates the lock with its content in one step; a link cannot replace an existing file. */
function take(path, content) {
  const copy = `${path}.${process.pid}`;
  writeFileSync(copy, content);
  try {
    linkSync(copy, path);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(copy, { force: true });
  }
}

function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** Whether the process a lock names still runs. */
export function isAlive(content) {
  try {
    const { pid, start } = JSON.parse(content);
    return isRunning(pid) && startOf(pid) === start;
  } catch {
    return false;
  }
}

/** Removes a dead owner's lock; a lock somebody else took in the meantime is put back. */
function takeAway(path, dead) {
  const aside = `${path}.dead.${process.pid}`;
  try {
    renameSync(path, aside);
    if (readFileSync(aside, "utf8") !== dead) linkSync(aside, path);
  } catch (error) {
    if (error.code !== "ENOENT" && error.code !== "EEXIST") throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}
