import { fileURLToPath } from "node:url";
import { readFileTree, treeDigest, type FileTree } from "./file-tree.ts";

/** Files of a flake, sorted by which hosts' systems depend on them. */
export interface FilesByHost {
  /** `flake.lock` and the shared modules. */
  readonly common: FileTree;
  readonly own: ReadonlyMap<string, FileTree>;
}

/** Sorts a flake's files by host, in one pass over all of them. */
export function filesByHost(files: FileTree): FilesByHost {
  const common = new Map<string, string | Uint8Array>();
  const own = new Map<string, Map<string, string | Uint8Array>>();
  for (const [path, content] of files) {
    const [folder, host] = path.split("/");
    if (path === "flake.lock" || folder === "modules") common.set(path, content);
    if (folder !== "hosts" || host === undefined) continue;
    const ofHost = own.get(host) ?? new Map<string, string | Uint8Array>();
    own.set(host, ofHost.set(path, content));
  }
  return { common, own };
}

/**
 * SHA-256 of everything a host's system depends on, 64 hex digits: its own files, the shared modules, `flake.lock` and
 * its entry in `flake.nix`, but not the other entries, so that adding a host changes no other.
 * @param manifest the host's manifest without digest, and
 * @param entry what `flake.nix` says of the host, both as Nix
 */
export function hostDigest(files: FilesByHost, host: string, manifest: string, entry: string): string {
  const own = files.own.get(host) ?? [];
  return treeDigest(new Map([...files.common, ...own, ["manifest", manifest], ["entry", entry]]));
}

/**
 * SHA-256 of what a host is built from when inputs of the flake are replaced, 64 hex digits; its own digest when none
 * is. Of `path:/…` inputs the content counts, of others the URL.
 */
export async function buildDigest(
  ownDigest: string,
  overrideInputs: Readonly<Record<string, string>>,
): Promise<string> {
  const inputs = Object.entries(overrideInputs);
  if (inputs.length === 0) return ownDigest;
  const parts = new Map([["", ownDigest]]);
  for (const [name, url] of inputs) {
    parts.set(name, url.startsWith("path:/") ? treeDigest(await readFileTree(folderOf(url))) : url);
  }
  return treeDigest(parts);
}

/** The folder of `path:/…`, in which special characters are percent-encoded. */
function folderOf(url: string): string {
  return fileURLToPath(url.replace(/^path:/, "file://").replace(/[?#].*$/, ""));
}
