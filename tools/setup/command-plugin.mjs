// Pulumi's command plugin: its own download, or where that is refused the stand-in from tools/command-provider.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { bin, cache, checkout } from "./folders.mjs";
import { buildFolder, readJson } from "./files.mjs";
import { runCommand } from "./run-command.mjs";
import { SetupFailure } from "./failure.mjs";
import { toolsEnvironment } from "./environment.mjs";

const modules = join(checkout, "node_modules");
const version = readJson(join(checkout, "package.json")).dependencies["@pulumi/command"];
const source = join(checkout, "tools", "command-provider");
const installed = join(cache, "pulumi", "plugins", `resource-command-v${version}`);
const sources = () =>
  readdirSync(source).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));

/** Changes with the stand-in's sources, so that an edit is installed at the next run. */
function fingerprint() {
  const hash = createHash("sha256");
  for (const name of sources()) hash.update(readFileSync(join(source, name)));
  return hash.digest("hex").slice(0, 12);
}

export const commandPlugin = {
  name: "command plugin",
  version,
  after: () => ["node", "npm packages", "pulumi"],
  wanted: () => `${version}, stand-in ${fingerprint()}`,
  isPresent: () => existsSync(join(installed, "pulumi-resource-command")),

  async bring({ tell }) {
    const install = [join(bin, "pulumi"), "plugin", "install", "resource", "command", version, "--reinstall"];
    const options = { log: "command-plugin", cwd: cache, env: toolsEnvironment(process.env) };
    tell("downloading");
    try {
      await runCommand(install, { ...options, timeoutSeconds: 120 });
      return { version, from: "downloaded" };
    } catch (error) {
      if (!(error instanceof SetupFailure)) throw error;
    }
    tell("installing the stand-in");
    const folder = buildFolder("command-plugin");
    assemble(folder);
    await runCommand([...install, "--file", folder], { ...options, timeoutSeconds: 120 });
    return { version, from: "stand-in from tools/command-provider" };
  },
};

/** Puts together a plugin that needs nothing but Node: it serves every checkout that shares the cache. */
function assemble(folder) {
  for (const name of sources()) cpSync(join(source, name), join(folder, name));
  writeFileSync(
    join(folder, "package.json"),
    `${JSON.stringify({ name: "command-stand-in", type: "module" })}\n`,
  );
  const node = join(bin, "node");
  // Compiled code is kept: the plugin starts with every command of Pulumi's.
  const start = `NODE_COMPILE_CACHE='${join(cache, "compiled")}' exec '${node}' "\${0%/*}/provider.ts" "$@"`;
  writeFileSync(join(folder, "pulumi-resource-command"), `#!/bin/sh\n${start}\n`, { mode: 0o755 });
  const seen = new Set();
  for (const name of ["@grpc/grpc-js", "google-protobuf"]) copyPackage(name, folder, seen);
  const protocol = join("node_modules", "@pulumi", "pulumi");
  mkdirSync(join(folder, protocol), { recursive: true });
  for (const name of ["package.json", "proto"]) {
    cpSync(join(checkout, protocol, name), join(folder, protocol, name), { recursive: true });
  }
}

/** Copies an npm package and all it depends on. */
function copyPackage(name, folder, seen) {
  if (seen.has(name)) return;
  seen.add(name);
  cpSync(join(modules, name), join(folder, "node_modules", name), { recursive: true });
  const { dependencies = {} } = readJson(join(modules, name, "package.json"));
  for (const needed of Object.keys(dependencies)) {
    if (!existsSync(join(modules, name, "node_modules", needed))) copyPackage(needed, folder, seen);
  }
}
