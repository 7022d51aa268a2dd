import { copyFile, readFile, readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Identity } from "./identity.ts";
import { imageFolder } from "./folders.ts";
import { makeFolder, writeIfChanged } from "./files.ts";

/** What the machines' systems are told of the lab, beside who else stands in it. */
export interface SystemSettings {
  /** Domain of the stand-in tailnet: `narwhal-snapper.ts.net`. */
  readonly tailnet: string;
  /** Public keys that may enter as root: `ssh-ed25519 AAAA…`. */
  readonly authorizedKeys: readonly string[];
}

/**
 * Lays down the miniature nixpkgs with what it must know of this lab, as a flake for `--override-input nixpkgs path:…`.
 * Files that did not change are not written.
 */
export async function writeNixpkgs(
  folder: string,
  machines: readonly Identity[],
  settings: SystemSettings,
): Promise<void> {
  const source = join(import.meta.dirname, "nixpkgs");
  for (const name of await readdir(source, { recursive: true, withFileTypes: true })) {
    if (!name.isFile()) continue;
    const file = join(name.parentPath, name.name);
    await writeIfChanged(join(folder, file.slice(source.length + 1)), await readFile(file, "utf8"));
  }
  await copyIfOther(join(imageFolder(), "usr/bin/busybox"), join(folder, "busybox", "busybox"));
  await writeIfChanged(join(folder, "machines.json"), machinesJson(machines));
  await writeIfChanged(
    join(folder, "lab.json"),
    `${JSON.stringify({ ...settings, system: nixSystem() }, null, 2)}\n`,
  );
}

/** The lab's machines as deployment and the miniature nixpkgs read them. */
export function machinesJson(machines: readonly Identity[]): string {
  const entries = machines.map(({ host, address, tailnetAddress, hostKey }) => [
    host,
    { address, tailnetAddress, hostKey },
  ]);
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}

/** This computer as Nix names it: `x86_64-linux`. */
export function nixSystem(): string {
  return process.arch === "arm64" ? "aarch64-linux" : "x86_64-linux";
}

async function copyIfOther(from: string, to: string): Promise<void> {
  const [wanted, found] = await Promise.all([stat(from), stat(to).catch(() => undefined)]);
  if (found?.size === wanted.size && found.mtimeMs >= wanted.mtimeMs) return;
  await makeFolder(dirname(to));
  await copyFile(from, to);
}
