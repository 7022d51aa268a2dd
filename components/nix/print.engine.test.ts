import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import * as fc from "fast-check";
import { apply, fn, lib, mkAfter, mkForce, mkIf, mkMerge, nix, path, raw } from "./expressions.ts";
import { printModule, printNix } from "./print.ts";
import type { NixAttrs, NixExpression } from "./values.ts";

const runs = Number(process.env["PRINT_RUNS"] ?? 4000);
const seed = Number(process.env["PRINT_SEED"] ?? Date.now() % 2 ** 31);

/** What one Nix process makes of all the texts, each a whole expression. */
function evaluated(texts: readonly string[]): readonly unknown[] {
  const folder = mkdtempSync(join(tmpdir(), "print-"));
  try {
    const file = join(folder, "values.nix");
    // A module that takes no arguments is printed as a plain set.
    const call =
      "value: if builtins.isFunction value then value { inherit lib; config = { }; pkgs = { }; } else value";
    writeFileSync(
      file,
      `let\nlib = ${libStandIn};\nin map (${call}) [\n${texts.map((text) => `(\n${text}\n)\n`).join("")}]\n`,
    );
    const features = ["--extra-experimental-features", "nix-command flakes"];
    const json = execFileSync("nix", [...features, "eval", "--json", "--file", file], {
      encoding: "utf8",
      maxBuffer: 1 << 30,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 300_000,
    });
    const values: unknown = JSON.parse(json);
    assert.ok(Array.isArray(values));
    assert.equal(values.length, texts.length);
    return values;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Functions of nixpkgs that say what they were called with. */
const libStandIn = `{
  mkForce = value: { mkForce = value; };
  mkIf = condition: value: { mkIf = [ condition value ]; };
  mkMerge = values: { mkMerge = values; };
  mkAfter = value: { mkAfter = value; };
}`;

/** Fails with the first value that came back as another. */
function assertAllSame(pairs: readonly (readonly [text: string, expected: unknown])[]): void {
  const values = evaluated(pairs.map(([text]) => text));
  for (const [index, [text, expected]] of pairs.entries()) {
    assert.deepEqual(values[index], plain(expected), `value ${index} of seed ${seed}, printed as:\n${text}`);
  }
}

/** The value as JSON gives it back: no undefined, no negative zero, no prototypes. */
function plain(value: unknown): unknown {
  const parsed: unknown = JSON.parse(JSON.stringify(value));
  return parsed;
}

/** Pieces of which the worst strings are made. */
const piece = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      ..."$ ${ $${ { } ' '' ''' ''$ ''\\ \" \\ \\n \\${ \n \n\n \t \r \r\n # */ /* ; = @ ~ < > <x> . é 😀 \u2028 \ufeff \u0001 \u007f a b".split(
        " ",
      ),
      " ",
      "  ",
      "\n  ",
      "\n\t",
      "\n''",
      "\n$",
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 6 }) },
);
const mixed = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join("").replaceAll("\0", ""));
const lines = fc
  .array(fc.tuple(fc.constantFrom("", "", " ", "  ", "\t"), mixed), { minLength: 2, maxLength: 6 })
  .map((all) => all.map(([indent, line]) => indent + line).join("\n"));
const string = fc.oneof(mixed, lines).filter((value) => value.isWellFormed());
const number = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .filter((value) => (Number.isInteger(value) ? Math.abs(value) < 2 ** 63 : Math.abs(value) >= 2 ** -1022)),
  fc.constantFrom(-0, 2 ** 62, -(2 ** 62), 0.1, 1e-7, 2 ** -1022 * 1.5),
);
/** Nix shows a set with these attributes as text. */
const shownAsText = new Set(["outPath", "__toString"]);
const name = fc
  .oneof(
    fc.constantFrom("a", "b", "enable", "if", "or", "rec", "__proto__", "a-b", "a'", "true", "1"),
    string,
  )
  .filter((value) => !shownAsText.has(value));

const { data } = fc.letrec<{ data: unknown }>((tie) => ({
  data: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.oneof(string, number, fc.boolean(), fc.constant(null)),
    fc.array(tie("data"), { maxLength: 4 }),
    fc.dictionary(name, tie("data"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

test(`${runs} values, printed and evaluated, are the same`, () => {
  const values = fc.sample(data, { numRuns: runs, seed });
  assertAllSame(values.map((value) => [printNix(value), value]));
});

test(`${runs} strings, in a list, as name, deep in sets and with expressions around, are the same`, () => {
  const strings = fc.sample(string, { numRuns: runs, seed });
  assertAllSame(
    strings.map((value) => {
      const key = shownAsText.has(value) ? "a" : value;
      const nested = { a: { b: { c: value, d: [value, [value]] }, e: { [key]: value } } };
      return [printNix(nested), nested];
    }),
  );
});

/** Expressions, each with what it evaluates to. */
interface Expressed {
  readonly expression: unknown;
  readonly value: unknown;
}

const { expressed } = fc.letrec<{ expressed: Expressed }>((tie) => ({
  expressed: fc.oneof(
    { depthSize: "small" },
    data.map((value) => ({ expression: value, value })),
    string.map((value) => ({ expression: raw(`/* # */ ${printNix(value)} # "`), value })),
    fc.tuple(fc.constantFrom("mkForce", "mkAfter"), tie("expressed")).map(([kind, inner]) => ({
      expression: kind === "mkForce" ? mkForce(inner.expression) : mkAfter(inner.expression),
      value: { [kind]: inner.value },
    })),
    fc.tuple(fc.boolean(), tie("expressed")).map(([condition, inner]) => ({
      expression: mkIf(condition, inner.expression),
      value: { mkIf: [condition, inner.value] },
    })),
    fc.array(tie("expressed"), { maxLength: 3 }).map((inner) => ({
      expression: mkMerge(inner.map((one) => one.expression)),
      value: { mkMerge: inner.map((one) => one.value) },
    })),
    fc.tuple(tie("expressed"), tie("expressed")).map(([given, ignored]) => ({
      expression: apply(
        fn("x", (x) => fn("y", () => x)),
        given.expression,
        ignored.expression,
      ),
      value: given.value,
    })),
    fc.dictionary(name, tie("expressed"), { maxKeys: 3, noNullPrototype: true }).map((inner) => ({
      expression: Object.fromEntries(Object.entries(inner).map(([key, one]) => [key, one.expression])),
      value: Object.fromEntries(Object.entries(inner).map(([key, one]) => [key, one.value])),
    })),
    fc.array(string, { minLength: 1, maxLength: 4 }).map((texts) => ({
      expression: interpolated(texts, texts.slice(1).map(stringExpression)),
      value: texts.map((one, index) => (index === 0 ? one : texts[index] + one)).join(""),
    })),
  ),
}));

function stringExpression(value: string, index: number): string | NixExpression<unknown> {
  return index === 2 ? value : raw(printNix(value));
}

/** The tagged template, called with texts that are not written in the program. */
function interpolated(
  texts: readonly string[],
  values: readonly (string | NixExpression<unknown>)[],
): NixExpression<string> {
  return nix(Object.assign([...texts], { raw: texts }), ...values);
}

test(`${runs} modules with expressions, printed and evaluated, are what was meant`, () => {
  const all = fc.sample(fc.tuple(name, expressed), { numRuns: runs, seed });
  assertAllSame(
    all.map(([key, { expression, value }]) => {
      const module: NixAttrs = { [key]: wrapped(expression), other: { deeper: [wrapped(expression)] } };
      return [printModule(module), { [key]: value, other: { deeper: [value] } }];
    }),
  );
});

/** Any value as one expression, to the type checker. */
function wrapped(expression: unknown): NixExpression {
  return apply(
    fn("it", (it) => it),
    expression,
  );
}

const injections: readonly string[] = [
  '"; a = 1; b = "',
  "''; a = 1; b = ''",
  "x\n''; a = 1; b = ''\n",
  "x\n'''; a = 1; b = ''\n",
  '${builtins.abort "escaped"}',
  '$${builtins.abort "escaped"}',
  'x\n${builtins.abort "escaped"}\n',
  'x\n\'${builtins.abort "escaped"}\n',
  "x\n''${builtins.abort \"escaped\"}\n",
  "x\n'''${builtins.abort \"escaped\"}\n",
  "x\n$''{builtins.abort \"escaped\"}\n",
  "x\n''\\${builtins.abort \"escaped\"}\n",
  "x\n''$${builtins.abort \"escaped\"}\n",
  '\\${builtins.abort "escaped"}',
  '\\\\${builtins.abort "escaped"}',
  '\\"; a = builtins.abort "escaped"; b = \\"',
  '# comment\n} { a = builtins.abort "escaped"; }',
  "/* */ builtins.abort",
  '\r"; a = builtins.abort "escaped"; b = "',
];

test("no text escapes into code, wherever it stands", () => {
  assertAllSame(
    injections.flatMap((text) => {
      const module = { [text]: text, list: [text, { [text]: { [text]: text } }] };
      const joined = interpolated([text, text, text], [raw(`"-"`), text]);
      return [
        [printModule(module), module],
        [
          printModule({ a: mkForce(text), b: joined }),
          { a: { mkForce: text }, b: `${text}-${text}${text}${text}` },
        ],
        [`${printNix(lib(`"${text.replaceAll(/["\\]/g, "\\$&")}"`))} or "none"`, "none"],
      ];
    }),
  );
});

test("texts that only together would be code stay text", () => {
  assertAllSame([
    [printNix(interpolated(["$", '{abort "x"}'], ["{"])), '${{abort "x"}'],
    [printNix(interpolated(["a\n'", "\n"], ["'"])), "a\n''\n"],
    [printNix(interpolated(["a\n$", "{abort}\n"], [raw('""')])), "a\n${abort}\n"],
  ]);
});

test("paths are where they were written", () => {
  const [literal, quoted] = evaluated([
    `toString ${printNix([path("/etc/../etc/x.nix")])}`,
    `toString ${printNix([path('/with space/${"x"}')])}`,
  ]);
  assert.equal(literal, "/etc/x.nix");
  assert.equal(quoted, '/with space/${"x"}');
});
