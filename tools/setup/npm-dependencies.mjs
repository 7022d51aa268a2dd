// The checkout's locked npm dependencies; they lie in the checkout and are brought again only when the lock changed.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "./folders.mjs";
import { readJson } from "./files.mjs";
import { runCommand } from "./run-command.mjs";
import { SetupFailure } from "./failure.mjs";
import { withToolsOnPath } from "./environment.mjs";

const modules = join(checkout, "node_modules");
/** Npm's own record of what it installed. */
const installedLock = join(modules, ".package-lock.json");

export const npmDependencies = {
  name: "npm packages",
  version: "",
  stamp: join(modules, ".confederation-setup.json"),
  after: () => ["node"],
  wanted: () =>
    createHash("sha256")
      .update(readFileSync(join(checkout, "package-lock.json")))
      .digest("hex"),
  isPresent: () => existsSync(installedLock),

  async bring() {
    const locked = readJson(join(checkout, "package-lock.json"));
    const count = Object.keys(locked.packages).length - 1;
    if (differences(locked, readJson(installedLock)).length === 0) {
      return { version: `${count} locked`, from: "already installed" };
    }
    // Not `npm ci`: it wants the lock to name the binaries of every platform, which a lock made behind a registry that has
    // only some of them does not. What is installed is compared with the lock instead.
    const flags = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"];
    await runCommand(["npm", "install", ...flags], {
      log: "npm-packages",
      cwd: checkout,
      env: withToolsOnPath(process.env),
      timeoutSeconds: 600,
      advice: "see that npm reaches its registry and run again",
    });
    const differing = differences(locked, readJson(installedLock));
    if (differing.length > 0) {
      throw new SetupFailure("npm installed something else than the lock asks for", {
        detail: differing.slice(0, 10).join("\n"),
        advice: "bring package.json and package-lock.json in line with npm install, and run again",
      });
    }
    return { version: `${count} locked`, from: "from npm" };
  },
};

/** In what npm's record of an installation differs from the lock, a line each; binaries of platforms may go unlocked. */
export function differences(locked, installed = { packages: {} }) {
  const found = [];
  for (const [path, { version, integrity, optional, peer }] of Object.entries(locked.packages)) {
    if (path === "") continue;
    const have = installed.packages[path];
    if (have === undefined) {
      if (!optional && !peer) found.push(`${path}: not installed`);
    } else if (have.version !== version || have.integrity !== integrity) {
      found.push(`${path}: ${have.version} instead of ${version}`);
    }
  }
  for (const [path, { optional }] of Object.entries(installed.packages)) {
    if (!(path in locked.packages) && !optional) found.push(`${path}: not in the lock`);
  }
  return found;
}
