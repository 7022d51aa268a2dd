import { createHash } from "node:crypto";
import { access, chmod, copyFile, mkdtemp, readFile, readdir, rename, rm, symlink } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { run } from "../components/process/index.ts";
import { makeFolder, writeIfChanged } from "./files.ts";
import { cacheFolder, imageFolder } from "./folders.ts";
import { writeNixpkgs } from "./nixpkgs-folder.ts";

const bootLoader = join(import.meta.dirname, "programs/lab-init.sh");

/**
 * A file system layer over the image that makes it a freshly installed machine: generation 1 with sshd only,
 * which knows nobody of the fleet. Made once for what it is made of, and kept in the cache.
 * @returns its folder
 */
export async function installedLayer(authorizedKeys: readonly string[]): Promise<string> {
  const shelf = join(cacheFolder(), "lab", "installed");
  await makeFolder(shelf);
  // Others may be making a layer at the same time, perhaps of something else.
  const making = await mkdtemp(join(shelf, "making-"));
  try {
    const nixpkgs = join(making, "nixpkgs");
    await writeNixpkgs(nixpkgs, [], { tailnet: "", authorizedKeys });
    const layer = join(shelf, await contentsHash(nixpkgs));
    if (!(await isThere(layer))) {
      const root = join(making, "root");
      await install(root, await build(nixpkgs));
      await rename(root, layer).catch(async (error: unknown) => {
        if (!(await isThere(layer))) throw error;
      });
    }
    return layer;
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

async function build(nixpkgs: string): Promise<string> {
  const installed = `path:${nixpkgs}#nixosConfigurations.installed.config.system.build.toplevel`;
  const { stdout } = await run(
    ["nix", "build", installed, "--no-write-lock-file", "--no-link", "--print-out-paths"],
    { timeoutSeconds: 120, phase: "build the installed system" },
  );
  return stdout;
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
  await copyFile(bootLoader, join(root, "usr/sbin/lab-init"));
  await chmod(join(root, "usr/sbin/lab-init"), 0o755);
  // systemd would otherwise take the first boot for an upgrade of /usr and rebuild its caches.
  for (const folder of ["etc", "var"]) await writeIfChanged(join(root, folder, ".updated"), "");
}

/** Changes with everything a layer is made of: image, miniature nixpkgs, boot loader and the way they are put together. */
async function contentsHash(nixpkgs: string): Promise<string> {
  const hash = createHash("sha256").update(basename(imageFolder()));
  const entries = await readdir(nixpkgs, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const own = [bootLoader, import.meta.filename];
  for (const file of [...files.toSorted((a, b) => a.localeCompare(b)), ...own]) {
    hash.update(relative(nixpkgs, file)).update(await readFile(file));
  }
  return hash.digest("hex").slice(0, 12);
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
