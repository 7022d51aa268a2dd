import { access } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { cacheFolder } from "./folders.ts";

const programs = ["ip", "mount", "nix", "nsenter", "setsid", "ssh-keygen", "systemd-nspawn", "unshare"];

/** @throws naming everything that keeps machines from running here, and what to do about it. */
export async function checkRequirements(): Promise<void> {
  const missing: string[] = [];
  if (process.getuid?.() !== 0) missing.push("lab machines need root: run the same command as root");
  const absent = (
    await Promise.all(programs.map(async (name) => ((await onPath(name)) ? [] : [name])))
  ).flat();
  if (absent.length > 0) missing.push(`not on PATH: ${absent.join(", ")}; \`npm run setup\` brings them`);
  if (!(await isThere(join(cacheFolder(), "image", "usr/lib/systemd/systemd"))))
    missing.push(`no machine image in ${cacheFolder()}; \`npm run setup\` makes it`);
  if (missing.length > 0) throw new Error(`lab machines cannot run here:\n  ${missing.join("\n  ")}`);
}

async function onPath(name: string): Promise<boolean> {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  const found = await Promise.all(folders.map((folder) => isThere(join(folder, name))));
  return found.includes(true);
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
