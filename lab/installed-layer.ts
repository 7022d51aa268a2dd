import { createHash } from "node:crypto";
import { access, chmod, copyFile, readFile, readdir, rename, rm, symlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { run } from "../components/process/index.ts";
import { makeFolder, writeIfChanged } from "./files.ts";
import { cacheFolder, imageFolder } from "./folders.ts";
import { type SystemSettings, writeNixpkgs } from "./nixpkgs-folder.ts";

/**
 * A file system layer over the image that makes it a freshly installed machine: generation 1 with sshd only,
 * which knows nobody of the fleet. Made once for what it is made of, and kept in the cache.
 * @returns its folder
 */
export async function installedLayer(settings: SystemSettings): Promise<string> {
  const shelf = join(cacheFolder(), "lab");
  const nixpkgs = join(shelf, "nixpkgs");
  await writeNixpkgs(nixpkgs, [], settings);
  const layer = join(shelf, "installed", await contentsHash(nixpkgs));
  if (await isThere(layer)) return layer;

  const built = await run(
    [
      "nix",
      "build",
      `path:${nixpkgs}#nixosConfigurations.installed.config.system.build.toplevel`,
      "--no-write-lock-file",
      "--no-link",
      "--print-out-paths",
    ],
    { timeoutSeconds: 120, phase: "build the installed system" },
  );
  const unfinished = `${layer}.${process.pid}`;
  await rm(unfinished, { recursive: true, force: true });
  await install(unfinished, built.stdout);
  try {
    await rename(unfinished, layer);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    // Somebody else has made the same layer meanwhile.
    if (!(await isThere(layer))) throw error;
  }
  return layer;
}

/** Puts a system into a root file system as an installer would: closure, profile, boot loader. */
async function install(root: string, toplevel: string): Promise<void> {
  const profiles = join(root, "nix/var/nix/profiles");
  await makeFolder(profiles);
  await run(["nix", "copy", "--no-check-sigs", "--to", `local?root=${root}`, toplevel], {
    timeoutSeconds: 120,
    phase: "install",
  });
  await symlink(toplevel, join(profiles, "system-1-link"));
  await symlink("system-1-link", join(profiles, "system"));
  await writeIfChanged(join(root, "boot/lab/default"), `${toplevel}\n`);
  await makeFolder(join(root, "usr/sbin"));
  const bootLoader = join(root, "usr/sbin/lab-init");
  await copyFile(join(import.meta.dirname, "programs/lab-init.sh"), bootLoader);
  await chmod(bootLoader, 0o755);
  // systemd would otherwise take the first boot for an upgrade of /usr and rebuild its caches.
  for (const folder of ["etc", "var"]) await writeIfChanged(join(root, folder, ".updated"), "");
}

async function contentsHash(nixpkgs: string): Promise<string> {
  const hash = createHash("sha256").update(basename(imageFolder()));
  const bootLoader = join(import.meta.dirname, "programs/lab-init.sh");
  const entries = await readdir(nixpkgs, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const file of [...files.toSorted((a, b) => a.localeCompare(b)), bootLoader])
    hash.update(file).update(await readFile(file));
  return hash.digest("hex").slice(0, 12);
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
