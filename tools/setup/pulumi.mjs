// Pulumi's command line and its language host for Node: the machine's own, else downloaded, else built from Go modules.
import { createWriteStream, existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { bin, cache } from "./folders.mjs";
import { buildFolder, link, putInPlace } from "./files.mjs";
import { onPath, versionText } from "./on-path.mjs";
import { runCommand } from "./run-command.mjs";
import { SetupFailure } from "./failure.mjs";
import { buildFromGoModules } from "./pulumi-from-go.mjs";
import { isAtLeast } from "./versions.mjs";

const version = "3.259.0";
const programs = ["pulumi", "pulumi-language-nodejs"];
const place = join(cache, "pulumi-cli");

export const pulumi = {
  name: "pulumi",
  version,
  after: () => [],
  wanted: () => `at least ${version}, build 1`,
  isPresent: () => programs.every((name) => existsSync(join(bin, name))),

  async bring({ tell }) {
    const own = ownPulumi();
    if (own !== undefined) {
      for (const name of programs) link(own[name], join(bin, name));
      return { version: own.version, from: "this machine's own" };
    }
    const folder = buildFolder("pulumi");
    tell("downloading");
    const refusal = await download(releaseUrl(), folder, tell);
    if (refusal !== undefined) await buildInstead(folder, refusal, tell);
    putInPlace(folder, place);
    for (const name of programs) link(join("..", "pulumi-cli", name), join(bin, name));
    const said = versionText(join(bin, "pulumi"), ["version"]).trim();
    if (said !== `v${version}`) {
      throw new SetupFailure(`the new pulumi says it is "${said}", not v${version}`, {
        detail: join(place, "pulumi"),
        advice: `install Pulumi ${version} or newer from pulumi.com and run again`,
      });
    }
    return { version, from: refusal === undefined ? "downloaded" : "built from Go modules" };
  },
};

/** The machine's own Pulumi when it is new enough and has the language host beside it or on PATH. */
function ownPulumi() {
  const cli = onPath("pulumi");
  if (cli === undefined) return undefined;
  const said = versionText(cli, ["version"]).trim();
  const host = onPath("pulumi-language-nodejs", `${dirname(cli)}:${process.env.PATH}`);
  if (host === undefined || !isAtLeast(said, version)) return undefined;
  return { version: said.replace(/^v/, ""), pulumi: cli, "pulumi-language-nodejs": host };
}

function releaseUrl() {
  return `https://get.pulumi.com/releases/sdk/pulumi-v${version}-${process.platform}-${process.arch}.tar.gz`;
}

/**
 * Downloads and unpacks a release; its address must be reachable within 10 s and give everything within 5 minutes.
 * @returns undefined, or why it could not be had
 */
export async function download(url, folder, tell) {
  const archive = join(folder, "release.tar.gz");
  const unreachable = new AbortController();
  const timer = setTimeout(() => unreachable.abort(new Error("no answer within 10 s")), 10_000);
  try {
    const signal =
      AbortSignal.any?.([unreachable.signal, AbortSignal.timeout(300_000)]) ?? unreachable.signal;
    const response = await fetch(url, { signal });
    clearTimeout(timer);
    if (!response.ok) return `${url} answered ${response.status}`;
    const total = Number(response.headers.get("content-length"));
    let have = 0;
    const body = Readable.fromWeb(response.body);
    body.on("data", (part) => {
      have += part.length;
      tell(`downloading ${Math.round(have / 1e6)} of ${Math.round(total / 1e6)} MB`);
    });
    await pipeline(body, createWriteStream(archive));
    await runCommand(["tar", "-xzf", archive, "-C", folder, "--strip-components=1"], {
      log: "pulumi",
      timeoutSeconds: 120,
    });
    return undefined;
  } catch (error) {
    return `${url}: ${error.cause?.message ?? error.message}`;
  } finally {
    clearTimeout(timer);
  }
}

async function buildInstead(folder, refusal, tell) {
  const go = onPath("go");
  if (go === undefined) {
    throw new SetupFailure("Pulumi can be neither downloaded nor built", {
      detail: `${refusal}\nand there is no Go on PATH to build it with`,
      advice: `install Pulumi ${version} or newer, or Go, and run again`,
    });
  }
  await buildFromGoModules({ go, folder, version, tell });
  // This older language host ignores what Pulumi.yaml says of TypeScript: Node itself strips the types.
  const host = join(place, "pulumi-language-nodejs-host");
  writeFileSync(
    join(folder, "pulumi-language-nodejs"),
    `#!/bin/sh\nexec '${host}' -typescript=false "$@"\n`,
    { mode: 0o755 },
  );
}
