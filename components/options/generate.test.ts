import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { deflateSync } from "node:zlib";
import { flatten } from "./fixtures/flatten.ts";
import { generate } from "./generate.ts";
import { joinOptionPath, splitOptionPath } from "./option-tree.ts";
import { generatedFolder, loadSnapshot, readSnapshot, snapshotFile } from "./snapshot.ts";

function folder(context: TestContext): string {
  const made = mkdtempSync(join(tmpdir(), "options-"));
  context.after(() => rmSync(made, { recursive: true }));
  return made;
}

test("what is generated packs to less than 1 MB", (context) => {
  const files = readdirSync(generatedFolder).map((name) => readFileSync(join(generatedFolder, name)));
  const packed = files.reduce((sum, bytes) => sum + deflateSync(bytes).length, 0);
  context.diagnostic(`${Math.round(packed / 1024)} KiB packed`);
  assert.ok(packed < 1_000_000);
});

test("the same options give the same bytes, in whatever order they come", (context) => {
  const options = flatten(loadSnapshot("nixos") ?? {});
  const [first, second] = [folder(context), folder(context)];
  generate("nixos", options, first);
  generate("nixos", Object.fromEntries(Object.entries(options).toReversed()), second);
  for (const name of ["nixos.jsonl", "nixos.d.ts"]) {
    assert.ok(readFileSync(join(first, name)).equals(readFileSync(join(second, name))), name);
  }
  assert.equal(readFileSync(join(first, "nixos.jsonl"), "utf8"), readFileSync(snapshotFile("nixos"), "utf8"));
});

test("a snapshot parses only the lines that are looked at", () => {
  const tree = readSnapshot(
    '{"services.a":{"enable":"boolean"}}\n{"services.b":broken}\n{"swapDevices":{"":"list of string"}}\n',
  );
  assert.deepEqual(Object.keys(tree), ["services", "swapDevices"]);
  const { services } = tree;
  assert.ok(typeof services === "object");
  assert.deepEqual(services["a"], { enable: "boolean" });
  assert.throws(() => services["b"], SyntaxError);
});

test("options with dots in their names keep them", () => {
  const path = ["services", "grafana", "settings", "auth.google", "enabled"];
  assert.equal(joinOptionPath(path), 'services.grafana.settings."auth.google".enabled');
  assert.deepEqual(splitOptionPath(joinOptionPath(path)), path);
  assert.equal(joinOptionPath(["swapDevices", "[0]", "size"]), "swapDevices[0].size");
});

test("prints each kind of type, and equal interfaces once", (context) => {
  const made = folder(context);
  const nginx = {
    locations: { type: "attribute set of (submodule)" },
    "locations.<name>.return": { type: "null or string" },
  };
  const options = {
    ...Object.fromEntries(Object.entries(nginx).map(([key, facts]) => [`a.nginx.${key}`, facts])),
    ...Object.fromEntries(Object.entries(nginx).map(([key, facts]) => [`b.nginx.${key}`, facts])),
    "a.ports": {
      type: "list of 16 bit unsigned integer; between 0 and 65535 (both inclusive)",
      default: { text: "[ ]" },
    },
    "a.mode": { type: "null or one of “x”, 2" },
    "a.settings": { type: "open submodule of attribute set of string" },
    "a.settings.debug": { type: "boolean" },
    "a.state": { type: "absolute path", readOnly: true },
  };
  generate("home-manager", options, made);
  assert.equal(
    readFileSync(join(made, "home-manager.d.ts"), "utf8").split("\n\n")[1],
    `interface NginxLocationsEntry {
  /** null or string. */
  readonly return?: Value<null | string>;
}
interface Nginx {
  /** attribute set of (submodule). */
  readonly locations?: Value<Attrs<NginxLocationsEntry>>;
}
interface ASettings {
  readonly debug?: Value<boolean>;
  readonly [name: string]: Value<string | boolean> | undefined;
}
interface A {
  /** null or one of “x”, 2. */
  readonly mode?: Value<null | "x" | 2>;
  readonly nginx?: Value<Nginx>;
  /** list of 16 bit unsigned integer; between 0 and 65535 (both inclusive). @default [ ] */
  readonly ports?: Value<List<number>>;
  /** open submodule of attribute set of string. */
  readonly settings?: Value<ASettings>;
  readonly state?: never;
}
interface B {
  readonly nginx?: Value<Nginx>;
}
export interface HomeManagerConfig {
  readonly a?: Value<A>;
  readonly b?: Value<B>;
}
`,
  );
});
