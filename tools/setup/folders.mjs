// Where set-up reads and writes: the checkout, and one cache folder shared by all checkouts of a user.
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout this file belongs to. */
export const checkout = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** Everything set-up brings: `$CONFEDERATION_CACHE`, else `~/.cache/confederation`. */
export const cache = process.env.CONFEDERATION_CACHE
  ? resolve(process.env.CONFEDERATION_CACHE)
  : join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "confederation");

/** Links and wrappers; with this folder first on PATH every tool is found. */
export const bin = join(cache, "bin");

/** One stamp a tool, written last: what was brought and from where. */
export const stamps = join(cache, "stamps");

/** Full output of the last set-up commands, one file a tool. */
export const logs = join(cache, "logs");

/** Half-built things, each named by the process that builds it. */
export const building = join(cache, "building");
