import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

/** Files of a folder by their path in it, with `/` between names. */
export type FileTree = ReadonlyMap<string, string | Uint8Array>;

/** All files below a folder; links are followed. */
export async function readFileTree(folder: string): Promise<Map<string, Uint8Array>> {
  const names = await readdir(folder);
  const read = names.map(async (name): Promise<(readonly [string, Uint8Array])[]> => {
    const place = join(folder, name);
    if (!(await stat(place)).isDirectory()) return [[name, await readFile(place)]];
    return [...(await readFileTree(place))].map(([inside, content]) => [`${name}/${inside}`, content]);
  });
  return new Map((await Promise.all(read)).flat());
}

/** SHA-256 over paths and contents, 64 hex digits; the order of the files does not count. */
export function treeDigest(files: FileTree): string {
  const hash = createHash("sha256");
  for (const [path, content] of sortedByKey(files)) {
    // Each content's own hash, so that no content can pass for the next path.
    hash.update(`${createHash("sha256").update(content).digest("hex")} ${JSON.stringify(path)}\n`);
  }
  return hash.digest("hex");
}

/** In the order of code units, which is the same everywhere. */
export function sortedByKey<T>(entries: Iterable<readonly [string, T]>): readonly (readonly [string, T])[] {
  return [...entries].toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)));
}
