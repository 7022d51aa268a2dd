import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { CommandFailure, run } from "../process/index.ts";
import { buildSystem } from "./build.ts";
import { raw } from "./expressions.ts";
import { firstNixpkgs } from "./flake-lock.ts";
import { renderFlake } from "./flake.ts";
import type { NixAttrs } from "./values.ts";
import { writeFlake } from "./write.ts";

const system = process.arch === "arm64" ? "aarch64-linux" : "x86_64-linux";

/** A stand-in for nixpkgs: reads the modules' `build`, a shell command, and makes a system of it. */
const nixpkgsStandIn = `{
  outputs = _: {
    lib.nixosSystem =
      { modules }:
      let
        load = file: import (if builtins.pathExists (file + "/default.nix") then file + "/default.nix" else file);
        call = value: if builtins.isFunction value then value { config = { }; lib = { }; } else value;
        flatten = file: let module = call (load file); in [ module ] ++ builtins.concatMap flatten (module.imports or [ ]);
        all = builtins.concatMap flatten (builtins.tail modules);
        merged = builtins.foldl' (a: b: a // b) { } all;
      in
      {
        config.system.build.toplevel = derivation {
          name = "nixos-system-\${merged.name or "test"}";
          system = "${system}";
          builder = "/bin/sh";
          args = [ "-c" merged.build ];
        };
      };
  };
}
`;

interface Trial {
  readonly flakeDir: string;
  readonly build: (timeoutSeconds?: number) => Promise<string>;
  readonly outLink: string;
  readonly lines: string[];
}

async function trial(t: TestContext, module: NixAttrs, rawModule = "{ }\n"): Promise<Trial> {
  const folder = await mkdtemp(join(tmpdir(), "build-"));
  t.after(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, "nixpkgs"));
  await writeFile(join(folder, "nixpkgs/flake.nix"), nixpkgsStandIn);
  const flakeDir = join(folder, "flake");
  const flake = renderFlake({
    description: "Trial",
    nixpkgs: firstNixpkgs,
    hosts: [
      {
        name: "mauville",
        origin: "hosts/mauville.ts",
        files: [{ path: "host.nix", origin: "hosts/mauville.ts", module }],
        rawModules: [{ name: "raw.nix", files: new Map([["", rawModule]]) }],
        manifest: { version: 1 },
      },
    ],
  });
  await writeFlake(flakeDir, flake.files);
  const outLink = join(folder, "systems/lab/mauville");
  const lines: string[] = [];
  const build = (timeoutSeconds = 60): Promise<string> =>
    buildSystem({
      flakeDir,
      host: "mauville",
      overrideInputs: { nixpkgs: `path:${join(folder, "nixpkgs")}` },
      outLink,
      evaluators: { folder: join(folder, "evaluators"), limit: 1, waitSeconds: 10 },
      timeoutSeconds,
      offline: true,
      onLine: (line) => lines.push(line),
    });
  return { flakeDir, build, outLink, lines };
}

test("a host's system is built from the generated flake, and kept by the link", async (t) => {
  // Another text each time, else the store may have the system from an earlier run.
  const { build, outLink, lines } = await trial(t, {
    name: "mauville",
    build: `echo built ${Date.now()} > $out`,
  });
  const toplevel = await build();
  assert.match(toplevel, /^\/nix\/store\/[a-z0-9]{32}-nixos-system-mauville$/);
  assert.equal(await readlink(outLink), toplevel);
  assert.ok(lines.some((line) => line.includes("nixos-system-mauville")));
  assert.equal(await build(), toplevel);
});

async function failureOf(building: Promise<string>): Promise<CommandFailure> {
  try {
    await building;
  } catch (error) {
    if (error instanceof CommandFailure) return error;
    throw error;
  }
  throw new Error("expected the build to fail");
}

test("a mistake in a module is told with its place in the flake, and nothing else", async (t) => {
  const { build } = await trial(t, { build: raw("toString (abs 1)") });
  const { details, message } = await failureOf(build());
  assert.equal(details.host, "mauville");
  assert.equal(details.phase, "build");
  assert.match(details.output, /^error: undefined variable 'abs'\nat hosts\/mauville\/host\.nix:3:\d+:/);
  assert.ok(message.startsWith("mauville: build: exit code 1"));
  assert.ok(details.output.split("\n").length < 8, details.output);
});

test("an error inside a called function names the line of the flake that called it", async (t) => {
  const { build } = await trial(t, {}, `{\n  build = builtins.head [ ];\n}\n`);
  const { details } = await failureOf(build());
  assert.match(details.output, /^error: .*builtins\.head/);
  assert.match(details.output, /hosts\/mauville\/modules\/raw\.nix:2:/);
});

test("a syntax error in a raw module is told with its line", async (t) => {
  const { build } = await trial(t, {}, "{\n  a = ;\n}\n");
  const { details } = await failureOf(build());
  assert.match(details.output, /^error: syntax error/);
  assert.match(details.output, /at hosts\/mauville\/modules\/raw\.nix:2:/);
});

test("a failed build shows the builder's last lines", async (t) => {
  const { build } = await trial(t, { build: "echo something broke; exit 3" });
  const { details } = await failureOf(build());
  assert.match(details.output, /^error: (?:builder for|Cannot build)/);
  assert.match(details.output, /something broke/);
  assert.match(details.output, /exit code 3/);
});

test("a build that takes too long is ended", async (t) => {
  const { build } = await trial(t, { build: "while :; do :; done" });
  const started = Date.now();
  const { details } = await failureOf(build(3));
  assert.equal(details.timedOutAfterSeconds, 3);
  assert.ok(Date.now() - started < 30_000);
});

test("Nix takes the first lock file as it is", async (t) => {
  const { flakeDir } = await trial(t, {});
  const lock = await readFile(join(flakeDir, "flake.lock"), "utf8");
  const features = ["--extra-experimental-features", "nix-command flakes"];
  const argv = [
    "nix",
    ...features,
    "flake",
    "metadata",
    "--json",
    "--offline",
    "--no-update-lock-file",
  ] as const;
  const { stdout } = await run([...argv, `path:${flakeDir}`], { timeoutSeconds: 60 });
  const metadata: unknown = JSON.parse(stdout);
  const locks: unknown = JSON.parse(lock);
  assert.partialDeepStrictEqual(metadata, { description: "Trial", locks });
});
