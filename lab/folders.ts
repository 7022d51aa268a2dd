import { createHash } from "node:crypto";
import { mkdirSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** The checkout this file belongs to. */
export const checkout = dirname(import.meta.dirname);

/** The lab that `npm start` rehearses in. */
export const defaultLabFolder = join(checkout, ".confederation", "lab");

/** Where other labs of this checkout live, one folder each, e.g. those of tests. */
export const otherLabsFolder = join(checkout, ".confederation", "labs");

/** The folder of a lab other than the default one. */
export function labFolder(name: string): string {
  return join(otherLabsFolder, name);
}

/** What set-up brought: `$CONFEDERATION_CACHE`, else `~/.cache/confederation`. */
export function cacheFolder(): string {
  return (
    process.env["CONFEDERATION_CACHE"] ??
    join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "confederation")
  );
}

/** The machines' root file system, never written to. */
export function imageFolder(): string {
  return realpathSync(join(cacheFolder(), "image"));
}

/** Tells labs apart in the names of namespaces, cgroups and machines: six hexadecimal digits. */
export function labId(folder: string): string {
  mkdirSync(folder, { recursive: true });
  return createHash("sha256").update(realpathSync(folder)).digest("hex").slice(0, 6);
}
