import { readFile, stat } from "node:fs/promises";
import { readFileTree, type FileTree } from "./file-tree.ts";

/** A module that somebody wrote in Nix, as it is. */
export interface RawModule {
  /** Its path below the host's `modules/` folder: `samba.nix`. */
  readonly name: string;
  /** Its files by path; the path is empty when it is a file itself. */
  readonly files: FileTree;
}

/**
 * Reads a module: a `.nix` file, or a folder with a `default.nix`.
 * @throws {Error} when it is neither.
 */
export async function readRawModule(from: string, name: string): Promise<RawModule> {
  if (!(await stat(from)).isDirectory()) return { name, files: new Map([["", await readFile(from)]]) };
  const files = await readFileTree(from);
  if (!files.has("default.nix"))
    throw new Error(`${from} is a folder without default.nix, so it is no module`);
  return { name, files };
}
