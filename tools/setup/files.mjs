// Files written so that a kill at any moment leaves the old state or the new one, never half of each.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { building } from "./folders.mjs";
import { isRunning, mountPoints, startOf } from "./processes.mjs";

let count = 0;

/** A new empty folder to build in; it lies on the cache's file system, so that it can be renamed into place. */
export function buildFolder(name) {
  const path = join(building, `${process.pid}-${count++}-${name}`);
  mkdirSync(path, { recursive: true });
  return path;
}

/** Writes down that a command runs in a process group of its own; returns how to forget it. */
export function rememberRunning(group) {
  if (group === undefined) return () => {};
  const note = join(building, `${process.pid}-${count++}-running`);
  mkdirSync(building, { recursive: true });
  writeFileSync(note, JSON.stringify({ group, start: startOf(group) }));
  return () => rmSync(note, { force: true });
}

/** Ends the commands killed set-ups left running, then removes what they and this process left half-built. */
export function removeLeftovers() {
  if (!existsSync(building)) return;
  const left = readdirSync(building).filter((name) => {
    const builder = Number.parseInt(name, 10);
    return builder === process.pid || !isRunning(builder);
  });
  for (const name of left.filter((one) => one.endsWith("-running"))) {
    const { group, start } = readJson(join(building, name)) ?? {};
    if (isRunning(group) && startOf(group) === start) process.kill(-group, "SIGKILL");
  }
  const mounts = mountPoints();
  for (const name of left) {
    const path = join(building, name);
    // Removing what is mounted in there would remove it where it comes from.
    if (mounts.some((mount) => mount.startsWith(`${path}/`))) continue;
    rmSync(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}

/** Puts a finished folder where it belongs, in place of the one that is there. */
export function putInPlace(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  if (existsSync(to)) renameSync(to, join(buildFolder("replaced"), basename(to)));
  renameSync(from, to);
}

/** Writes a file by renaming a finished copy over it. */
export function writeFile(path, text, mode = 0o644) {
  mkdirSync(dirname(path), { recursive: true });
  const copy = `${path}.${process.pid}`;
  writeFileSync(copy, text);
  chmodSync(copy, mode);
  renameSync(copy, path);
}

/** Points a symbolic link at a target, in place of the link that is there. */
export function link(target, path) {
  mkdirSync(dirname(path), { recursive: true });
  const copy = `${path}.${process.pid}`;
  rmSync(copy, { force: true });
  symlinkSync(target, copy);
  renameSync(copy, path);
}

/** The parsed JSON of a file, or undefined when it is absent or broken. */
export function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}
