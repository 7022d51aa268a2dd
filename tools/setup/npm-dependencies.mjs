// The checkout's locked npm dependencies; they lie in the checkout and are brought again only when the lock changed.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "./folders.mjs";
import { readJson } from "./files.mjs";
import { runCommand } from "./run-command.mjs";
import { withToolsOnPath } from "./environment.mjs";

const modules = join(checkout, "node_modules");

export const npmDependencies = {
  name: "npm packages",
  version: "",
  stamp: join(modules, ".confederation-setup.json"),
  after: () => ["node"],
  wanted: () =>
    createHash("sha256")
      .update(readFileSync(join(checkout, "package-lock.json")))
      .digest("hex"),
  isPresent: () => existsSync(join(modules, ".package-lock.json")),

  async bring() {
    const locked = readJson(join(checkout, "package-lock.json"));
    const count = Object.keys(locked.packages).length - 1;
    if (isInstalled(locked, readJson(join(modules, ".package-lock.json")))) {
      return { version: `${count} locked`, from: "already installed" };
    }
    await runCommand(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], {
      log: "npm-packages",
      cwd: checkout,
      env: withToolsOnPath(process.env),
      timeoutSeconds: 600,
      advice: "see that npm reaches its registry and run again",
    });
    return { version: `${count} locked`, from: "from npm" };
  },
};

/** Whether npm's own record of an installation holds exactly what the lock asks for on this machine. */
export function isInstalled(locked, installed) {
  if (installed === undefined) return false;
  const wanted = Object.entries(locked.packages).filter(([path]) => path !== "");
  for (const [path, { version, integrity, optional, peer }] of wanted) {
    const have = installed.packages[path];
    if (have === undefined ? !(optional || peer) : have.version !== version || have.integrity !== integrity)
      return false;
  }
  return Object.keys(installed.packages).every((path) => path in locked.packages);
}
