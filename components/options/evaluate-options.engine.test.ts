import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { run } from "../process/index.ts";
import { evaluateOptions, flakeReference } from "./evaluate-options.ts";
import { parseOptions } from "./options-file.ts";

/** A stand-in for an input: it builds `options.json` with a shell where the real one does. */
function input(outputs: (derivation: string) => string, folder: string): string {
  return `{
  outputs = { self }: ${outputs(`derivation {
    name = "options.json"; system = builtins.currentSystem or "x86_64-linux"; builder = "/bin/sh"; PATH = "/bin:/usr/bin";
    args = [ "-c" "mkdir -p $out/share/doc/${folder} && cp \${./options.json} $out/share/doc/${folder}/options.json" ];
  }`)};
}`;
}

const everySystem = "builtins.listToAttrs (map (name: { inherit name; value";

const systems = [
  [
    "nixos",
    "nixpkgs",
    input(
      (built) => `{ lib.nixosSystem = { modules }: { config.system.build.manual.optionsJSON = ${built}; }; }`,
      "nixos",
    ),
  ],
  ["home-manager", "home-manager", input((built) => packages("docs-json", built), "home-manager")],
  ["nix-darwin", "nix-darwin", input((built) => packages("optionsJSON", built), "darwin")],
] as const;

function packages(name: string, built: string): string {
  return `{ packages = ${everySystem}.${name} = ${built}; }) [ "x86_64-linux" "aarch64-linux" ]); }`;
}

for (const [system, name, text] of systems) {
  test(
    `builds the options of the ${name} that the flake has locked`,
    { timeout: 120_000 },
    async (context: TestContext) => {
      const root = mkdtempSync(join(tmpdir(), 'options "${x}" '));
      context.after(() => rmSync(root, { recursive: true }));
      const [source, flake] = [join(root, "source"), join(root, "flake")];
      mkdirSync(source);
      mkdirSync(flake);
      writeFileSync(join(source, "flake.nix"), text);
      writeFileSync(
        join(source, "options.json"),
        '{ "a.\\"b.c\\"": { "loc": ["a", "b.c"], "type": "boolean", "description": "x" } }',
      );
      writeFileSync(
        join(flake, "flake.nix"),
        `{ inputs."${name}".url = "${flakeReference(source)}"; outputs = _: { }; }`,
      );
      await lock(flake);
      const { assertions, warnings, ...options } = parseOptions(await evaluateOptions(system, flake), flake);
      assert.ok(assertions !== undefined && warnings !== undefined);
      assert.deepEqual(options, {
        'a."b.c"': { loc: ["a", "b.c"], type: "boolean", readOnly: false, default: { text: "" } },
      });
    },
  );
}

async function lock(flake: string): Promise<void> {
  const features = ["--extra-experimental-features", "nix-command flakes"];
  await run(["nix", "flake", "lock", ...features, flakeReference(flake)], { timeoutSeconds: 60 });
}
