import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import * as fc from "fast-check";
import { CommandFailure, run } from "../components/process/index.ts";

const library = join(import.meta.dirname, "nixpkgs/lib");

/** Evaluates an expression in which `lib` is the miniature nixpkgs' and `config` evaluates modules. */
async function evaluate(expression: string): Promise<unknown> {
  const text = `let lib = import ${library}; config = modules: (lib.evalModules { inherit modules; }).config; in with lib; ${expression}`;
  const { stdout } = await run(["nix", "eval", "--json", "--impure", "--expr", text], { timeoutSeconds: 30 });
  return JSON.parse(stdout);
}

const declared = "{ options.list = mkOption { type = types.listOf types.int; default = [ 9 ]; }; }";

const equal: readonly (readonly [name: string, expression: string, value: unknown])[] = [
  ["an option that nobody defines has its default", `(config [ ${declared} ]).list`, [9]],
  ["a definition replaces the default", `(config [ ${declared} { list = [ 1 ]; } ]).list`, [1]],
  [
    "lists of several modules are joined in their order",
    `(config [ ${declared} { list = [ 1 ]; } { list = [ 2 ]; } ]).list`,
    [1, 2],
  ],
  [
    "mkBefore and mkAfter order",
    `(config [ ${declared} { list = mkAfter [ 3 ]; } { list = [ 2 ]; } { list = mkBefore [ 1 ]; } ]).list`,
    [1, 2, 3],
  ],
  [
    "mkForce wins, mkDefault gives way",
    `(config [ ${declared} { list = mkForce [ 1 ]; } { list = [ 2 ]; } { list = mkDefault [ 3 ]; } ]).list`,
    [1],
  ],
  [
    "mkMerge inside mkIf",
    `(config [ ${declared} { list = mkIf true (mkMerge [ [ 1 ] (mkIf false [ 2 ]) [ 3 ] ]); } ]).list`,
    [1, 3],
  ],
  [
    "a condition may depend on the configuration it adds to",
    `(config [ { a.enable = true; } ({ config, ... }: { a.b = mkIf config.a.enable 5; }) ]).a`,
    { b: 5, enable: true },
  ],
  [
    "a whole module under a condition",
    `(config [ { on = true; } ({ config, ... }: { config = mkIf config.on { x.y = 1; }; }) ]).x.y`,
    1,
  ],
  [
    "undeclared attribute sets merge deeply",
    `(config [ { a.b.c = 1; } { a.b.d = [ 2 ]; } { a.b.d = [ 3 ]; } ]).a`,
    { b: { c: 1, d: [2, 3] } },
  ],
  [
    "mkForce on a set reaches its values",
    `(config [ { a = mkForce { b = 1; }; } { a.b = 2; a.c = 3; } ]).a`,
    { b: 1, c: 3 },
  ],
  [
    "attrsOf drops names whose condition is false",
    `attrNames (config [ { options.s = mkOption { type = types.attrsOf types.int; }; } { s.a = 1; s.b = mkIf false 2; } ]).s`,
    ["a"],
  ],
  [
    "mkForce on attrsOf drops other names",
    `(config [ { options.s = mkOption { type = types.attrsOf types.int; }; } { s.a = 1; } { s = mkForce { b = 2; }; } ]).s`,
    { b: 2 },
  ],
  [
    "submodules know their name and have defaults",
    `(config [ { options.s = mkOption { type = types.attrsOf (types.submodule ({ name, ... }: { options.n = mkOption { default = name; }; })); }; } { s.x = { }; s.y.n = "z"; } ]).s`,
    { x: { n: "x" }, y: { n: "z" } },
  ],
  [
    "lines are joined",
    `(config [ { options.t = mkOption { type = types.lines; }; } { t = "a"; } { t = "b"; } ]).t`,
    "a\nb",
  ],
  [
    "nullOr, either, enum and port take what they say",
    `(config [ { options = { a = mkOption { type = types.nullOr types.int; default = null; }; b = mkOption { type = types.either types.int types.str; }; c = mkOption { type = types.enum [ "x" "y" ]; }; d = mkOption { type = types.port; }; }; } { b = "s"; c = "y"; d = 65535; } ])`,
    { _module: { args: {} }, a: null, b: "s", c: "y", d: 65535 },
  ],
  [
    "imports are followed and arguments may come from _module.args",
    `(config [ { imports = [ ({ answer, ... }: { x = answer; }) ]; _module.args.answer = 42; } ]).x`,
    42,
  ],
  [
    "extendModules adds to what was evaluated",
    `((lib.evalModules { modules = [ ${declared} { list = [ 1 ]; } ]; }).extendModules { modules = [ { list = [ 2 ]; } ]; }).config.list`,
    [1, 2],
  ],
  [
    "apply changes what is read",
    `(config [ { options.n = mkOption { type = types.int; apply = n: n * 2; }; } { n = 4; } ]).n`,
    8,
  ],
];
for (const [name, expression, value] of equal) {
  test(name, async () => assert.deepEqual(await evaluate(expression), value));
}

const refused: readonly (readonly [name: string, expression: string, message: RegExp])[] = [
  [
    "a wrong type",
    `(config [ ${declared} { list = "no"; } ]).list`,
    /option `list' is not of type `list of signed integer'/,
  ],
  ["a wrong element", `(config [ ${declared} { list = [ "no" ]; } ]).list`, /not of type `signed integer'/],
  [
    "two values for one string",
    `(config [ { options.s = mkOption { type = types.str; }; } { s = "a"; } { s = "b"; } ]).s`,
    /`s' has conflicting definition values/,
  ],
  [
    "two values for one undeclared option",
    `(config [ { a.b = 1; } { a.b = 2; } ]).a.b`,
    /`a\.b' has conflicting definition values/,
  ],
  [
    "two mkForce that differ",
    `(config [ { a = mkForce 1; } { a = mkForce 2; } ]).a`,
    /conflicting definition values/,
  ],
  [
    "an option without value",
    `(config [ { options.s = mkOption { type = types.str; }; } ]).s`,
    /`s' was accessed but has no value defined/,
  ],
  ["an option declared twice", `(config [ ${declared} ${declared} ]).list`, /`list' is already declared/],
  [
    "a value where a set of options is",
    `(config [ { options.a.b = mkOption { }; } { a = 1; } ]).a.b`,
    /`a' is a set of options/,
  ],
  [
    "options beside config",
    `(config [ { config = { }; networking = { }; } ])`,
    /unsupported attribute `networking'/,
  ],
  [
    "a port out of range",
    `(config [ { options.p = mkOption { type = types.port; }; } { p = 65536; } ]).p`,
    /not of type `integer between 0 and 65535/,
  ],
];
for (const [name, expression, message] of refused) {
  test(`${name} is refused`, async () => {
    await assert.rejects(
      evaluate(expression),
      (error) => error instanceof CommandFailure && message.test(error.details.output),
    );
  });
}

/** A definition of a list: what it holds, and the properties around it. */
const definition = fc.record({
  values: fc.array(fc.integer({ min: 0, max: 99 }), { maxLength: 3 }),
  priority: fc.constantFrom(50, 100, 1000),
  order: fc.constantFrom(500, 1000, 1500),
  condition: fc.boolean(),
});
type Definition = typeof definition extends fc.Arbitrary<infer D> ? D : never;

/** What NixOS makes of them: the strongest priority counts, its definitions in order. */
function merged(definitions: readonly Definition[]): number[] {
  const held = definitions.filter(({ condition }) => condition);
  const best = Math.min(...held.map(({ priority }) => priority));
  return held
    .filter(({ priority }) => priority === best)
    .toSorted((a, b) => a.order - b.order)
    .flatMap(({ values }) => values);
}

test("any mix of conditions, priorities and orders merges as NixOS says, declared or not", async () => {
  const cases = fc.sample(fc.array(definition, { minLength: 1, maxLength: 5 }), 300);
  const folder = await mkdtemp(join(tmpdir(), "module-system-"));
  try {
    await writeFile(join(folder, "cases.json"), JSON.stringify(cases));
    const wrapped = "mkIf d.condition (mkOverride d.priority (mkOrder d.order d.values))";
    const results = await evaluate(
      `map (case: let c = config ([ { options.list = mkOption { type = types.listOf types.int; }; } { free.unset = true; } ]
        ++ map (d: { list = ${wrapped}; free.list = ${wrapped}; }) case);
        in [ c.list (if any (d: d.condition) case then c.free.list else [ ]) ]) (importJSON ${folder}/cases.json)`,
    );
    assert.deepEqual(
      results,
      cases.map((definitions) => [merged(definitions), merged(definitions)]),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("a nested set cut into any pieces merges to itself", async () => {
  const leaf = fc.oneof(fc.integer(), fc.boolean(), fc.string({ unit: "grapheme-ascii" }), fc.constant(null));
  const name = fc.constantFrom("a", "b", "c", "d");
  const tree = fc.dictionary(
    name,
    fc.oneof(leaf, fc.dictionary(name, fc.oneof(leaf, fc.dictionary(name, leaf)))),
    { minKeys: 1, noNullPrototype: true },
  );
  const trees = fc.sample(tree, 200);
  const folder = await mkdtemp(join(tmpdir(), "module-system-"));
  try {
    const pieces = trees.map((whole) => leavesOf(whole).map(([path, value]) => ({ path, value })));
    await writeFile(join(folder, "pieces.json"), JSON.stringify(pieces));
    const results = await evaluate(
      `map (pieces: (config (map (p: setAttrByPath ([ "root" ] ++ p.path) p.value) pieces)).root) (importJSON ${folder}/pieces.json)`,
    );
    assert.ok(Array.isArray(results) && results.length === trees.length);
    for (const [index, result] of results.entries()) {
      // Through JSON, as prototypes of generated objects differ.
      assert.deepEqual(result, JSON.parse(JSON.stringify(trees[index])));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

/** Every leaf with its path; an empty set counts as one. */
function leavesOf(value: unknown, path: readonly string[] = []): [readonly string[], unknown][] {
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}
