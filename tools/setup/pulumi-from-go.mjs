// Builds Pulumi from the Go modules pinned in tools/pulumi-cli; no source is fetched but through Go's module proxy.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { cache, checkout } from "./folders.mjs";
import { runCommand } from "./run-command.mjs";

const pins = join(checkout, "tools", "pulumi-cli");
const advice = "see that Go reaches its module proxy, or install Pulumi from pulumi.com, and run again";

/** Modules and compiled packages; kept while a build is unfinished, so that a killed one goes on where it was. */
const workspace = join(cache, "go");

/** Builds the command line as `pulumi` and the language host as `pulumi-language-nodejs-host` into a folder. */
export async function buildFromGoModules({ go, folder, version, tell }) {
  const options = { log: "pulumi", advice, env: await environment(go) };
  const stamp = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`;
  const builds = [
    ["cli", "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", "pulumi", `-s -w ${stamp}`],
    [
      "language-host",
      "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
      "pulumi-language-nodejs-host",
      "-s -w",
    ],
  ];
  for (const [pin, source, output, flags] of builds) {
    const cwd = join(pins, pin);
    tell(`fetching Go modules of ${output}`);
    const listed = await runCommand([go, "list", "-deps", source], { ...options, cwd, timeoutSeconds: 600 });
    const total = listed.trimEnd().split("\n").length;
    let done = 0;
    const onLine = () => tell(`compiling ${output}: ${++done} of ${total} packages`);
    // No debugging facts: they would be thrown away by the linker, and making them takes a tenth of the time.
    const how = ["-v", "-trimpath", "-buildvcs=false", "-gcflags=all=-dwarf=false", "-ldflags", flags];
    const argv = [go, "build", ...how, "-o", join(folder, output), source];
    await runCommand(argv, { ...options, cwd, onLine, timeoutSeconds: 1800 });
  }
  rmSync(workspace, { recursive: true, force: true });
}

/** Go kept to its own caches; modules the user already has are read from the user's cache, which is not written to. */
async function environment(go) {
  const [modules, proxy] = (
    await runCommand([go, "env", "GOMODCACHE", "GOPROXY"], { log: "pulumi", timeoutSeconds: 30 })
  ).split("\n");
  return {
    ...process.env,
    GOPROXY: `file://${join(modules, "cache", "download")},${proxy}`,
    GOMODCACHE: join(workspace, "modules"),
    GOCACHE: join(workspace, "compiled"),
    GOFLAGS: "-mod=readonly -modcacherw",
    GOWORK: "off",
    CGO_ENABLED: "0",
  };
}
