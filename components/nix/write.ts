import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { readFileTree, type FileTree } from "./file-tree.ts";
import { isGenerated } from "./flake.ts";

/** How a folder differs from what it should hold; paths in it. */
export interface FlakeChanges {
  readonly written: readonly string[];
  readonly deleted: readonly string[];
}

/** The folders in which every file is generated. */
const generatedFolders = ["hosts", "modules"];

/**
 * What {@link writeFlake} would change.
 * @throws {Error} when the folder holds somebody else's flake.
 */
export async function staleFiles(folder: string, files: FileTree): Promise<FlakeChanges> {
  const present = await readPresent(folder, [...files.keys()]);
  const flakeNix = present.get("flake.nix");
  if (flakeNix && !isGenerated(Buffer.from(flakeNix).toString())) {
    throw new Error(
      `${join(folder, "flake.nix")} was not generated; move it away, or generate into another folder`,
    );
  }
  const written = [...files].filter(([path, content]) => {
    const now = present.get(path);
    // An existing lock file is the user's.
    return now === undefined || (path !== "flake.lock" && Buffer.compare(Buffer.from(content), now) !== 0);
  });
  const deleted = [...present.keys()].filter((path) => !files.has(path));
  return { written: written.map(([path]) => path), deleted };
}

/**
 * Makes the folder hold the flake: writes only files that differ, each at once, and deletes generated files and folders
 * that are no longer in it. An existing `flake.lock` is never touched.
 * @throws {Error} when the folder holds somebody else's flake.
 */
export async function writeFlake(folder: string, files: FileTree): Promise<FlakeChanges> {
  const changes = await staleFiles(folder, files);
  // A file can only be where no folder is, and the other way round.
  for (const path of changes.deleted) await rm(join(folder, path));
  for (const name of generatedFolders) await removeEmptyFolders(join(folder, name));
  for (const path of changes.written) {
    const content = files.get(path);
    if (content !== undefined) await replaceFile(folder, path, content);
  }
  return changes;
}

async function readPresent(folder: string, paths: readonly string[]): Promise<Map<string, Uint8Array>> {
  const present = new Map<string, Uint8Array>();
  for (const name of generatedFolders) {
    const files = await unlessMissing(readFileTree(join(folder, name)));
    for (const [path, content] of files ?? []) present.set(`${name}/${path}`, content);
  }
  for (const path of paths.filter((candidate) => !candidate.includes("/"))) {
    const content = await unlessMissing(readFile(join(folder, path)));
    if (content) present.set(path, content);
  }
  return present;
}

/** Through a temporary file in a generated folder, where the next run would delete it if this one is killed. */
async function replaceFile(folder: string, path: string, content: string | Uint8Array): Promise<void> {
  const temporary = join(folder, "modules", `.${process.pid}.tmp`);
  await mkdir(dirname(temporary), { recursive: true });
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(temporary, content);
  await rename(temporary, join(folder, path));
}

async function removeEmptyFolders(folder: string): Promise<void> {
  const entries = await unlessMissing(readdir(folder, { withFileTypes: true }));
  if (!entries) return;
  for (const entry of entries) if (entry.isDirectory()) await removeEmptyFolders(join(folder, entry.name));
  if ((await readdir(folder)).length === 0) await rmdir(folder);
}

async function unlessMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
