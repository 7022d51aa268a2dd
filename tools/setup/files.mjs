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
import { isRunning } from "./processes.mjs";

let count = 0;

/** A new empty folder to build in; it lies on the cache's file system, so that it can be renamed into place. */
export function buildFolder(name) {
  const path = join(building, `${process.pid}-${count++}-${name}`);
  mkdirSync(path, { recursive: true });
  return path;
}

/** Removes what this process and killed set-ups left in the building place. */
export function removeLeftovers() {
  if (!existsSync(building)) return;
  for (const name of readdirSync(building)) {
    const builder = Number.parseInt(name, 10);
    if (builder === process.pid || !isRunning(builder))
      rmSync(join(building, name), { recursive: true, force: true });
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
