import assert from "node:assert/strict";
import { test } from "node:test";
import { flatten } from "./fixtures/flatten.ts";
import { typesIn, type OptionType } from "./option-type.ts";
import { understanding } from "./generate.ts";
import { parseOptionType } from "./parse-type.ts";
import { loadSnapshot } from "./snapshot.ts";

const nothing: OptionType = { kind: "null" };
const boolean: OptionType = { kind: "boolean" };
const string: OptionType = { kind: "string" };
const integer: OptionType = { kind: "integer" };
const number: OptionType = { kind: "number" };
const path: OptionType = { kind: "path" };
const pack: OptionType = { kind: "package" };
const data: OptionType = { kind: "data" };
const submodule: OptionType = { kind: "submodule" };
const either = (...of: OptionType[]): OptionType => ({ kind: "union", of });
const list = (of: OptionType): OptionType => ({ kind: "list", of });
const attrs = (of: OptionType): OptionType => ({ kind: "attrs", of });
const atoms = [nothing, boolean, integer, number, string];

const descriptions: readonly (readonly [string, OptionType])[] = [
  ["boolean", boolean],
  ["null or string", either(nothing, string)],
  ["attribute set", attrs({ kind: "anything" })],
  ["lazy attribute set of raw value", attrs({ kind: "anything" })],
  ["list of (submodule)", list(submodule)],
  ["list of string or signed integer", either(list(string), integer)],
  ["list of (string or signed integer)", list(either(string, integer))],
  [
    "null or (list of (null or attribute set of package))",
    either(nothing, list(either(nothing, attrs(pack)))),
  ],
  ["16 bit unsigned integer; between 0 and 65535 (both inclusive)", { kind: "integer", min: 0, max: 65535 }],
  ["integer between -20 and 19 (both inclusive)", { kind: "integer", min: -20, max: 19 }],
  [
    'unsigned integer, meaning >=0, or one of "a"',
    either({ kind: "integer", min: 0 }, { kind: "literal", values: ["a"] }),
  ],
  ["positive integer, meaning >0", { kind: "integer", min: 1 }],
  [
    "integer or floating point number between 0.5 and 1 (both inclusive)",
    { kind: "number", min: 0.5, max: 1 },
  ],
  [
    "null or one of “a b”, 2, true, <null>",
    either(nothing, { kind: "literal", values: ["a b", 2, true, null] }),
  ],
  ['one of "x", "y" or list of string', either({ kind: "literal", values: ["x", "y"] }, list(string))],
  [
    'one of ""round-robin 0"", ""queue-length 0""',
    { kind: "literal", values: ['"round-robin 0"', '"queue-length 0"'] },
  ],
  ['boolean or value "auto" (singular enum)', either(boolean, { kind: "literal", values: ["auto"] })],
  ['strings concatenated with "\\n"', string],
  ["null or strings concatenated with “,”", either(nothing, string)],
  ["(optionally newline-terminated) single-line string or (submodule)", either(string, submodule)],
  ["non-empty string", { kind: "string", nonEmpty: true }],
  ["non-empty (list of string)", { kind: "list", of: string, nonEmpty: true }],
  ["null or (string, not containing newlines or colons)", either(nothing, string)],
  ["string without line breaks or quotes or signed integer", either(string, integer)],
  ["list of string (with check: non-empty without trailing slash)", list(string)],
  ["absolute path, not containing newlines or colons", path],
  ["absolute path not in the Nix store", path],
  [
    "string matching the pattern [^)]+(a|b) or signed integer",
    either({ kind: "string", pattern: "[^)]+(a|b)" }, integer),
  ],
  ["list of (string matching the pattern (x or y)?)", list({ kind: "string", pattern: "(x or y)?" })],
  ["(list of string) or string convertible to it", either(list(string), string)],
  ["string or boolean convertible to it", either(string, boolean)],
  ["function that evaluates to a(n) list of package", { kind: "function" }],
  ["JSON value", data],
  ["open submodule of (YAML 1.1 value)", { kind: "submodule", freeform: data }],
  [
    "open submodule of attribute set of (boolean or string)",
    { kind: "submodule", freeform: attrs(either(boolean, string)) },
  ],
  [
    "attribute set of section of an INI file (attrs of INI atom (null, bool, int, float or string))",
    attrs(attrs(either(...atoms))),
  ],
  [
    "section of an INI file (attrs of INI atom (null, bool, int, float or string) or a list of them for duplicate keys)",
    attrs(either(...atoms, { kind: "list", of: either(...atoms), nonEmpty: false })),
  ],
  [
    "attribute set of (string, package, bool, int or float)",
    attrs(either(string, pack, boolean, integer, number)),
  ],
  ["pair of signed integer", { kind: "tuple", of: [integer, integer] }],
  [
    "list of (tuple of (boolean or string) (string))",
    list({ kind: "tuple", of: [either(boolean, string), string] }),
  ],
  ["package Related packages: pkgs.a pkgs.b", pack],
  ["Toplevel NixOS config", { kind: "system" }],
];

for (const [description, expected] of descriptions) {
  test(`understands: ${description}`, () => assert.deepEqual(parseOptionType(description), expected));
}

for (const description of [
  "",
  "list of",
  "null or",
  "wibble",
  "list of (string",
  "string)",
  "one of",
  "null or wibble",
]) {
  test(`does not pretend to understand: ${JSON.stringify(description)}`, () => {
    assert.deepEqual(parseOptionType(description), { kind: "unknown", description });
  });
}

test("understands the types of at least 99 % of the options of the snapshot", (context) => {
  const options = flatten(loadSnapshot("nixos") ?? {});
  const { share, options: count, descriptions: distinct, any } = understanding(options);
  context.diagnostic(`${(share * 100).toFixed(2)} % of ${count} options, ${distinct} distinct types`);
  assert.ok(count > 20_000);
  assert.ok(share >= 0.99);
  const free = any.reduce((sum, entry) => sum + entry.options, 0);
  assert.ok(free / count < 0.01, `${free} options take any value`);
});

test("keeps an unknown part from passing as understood", () => {
  assert.ok(typesIn(parseOptionType("list of wibble")).some(({ kind }) => kind === "unknown"));
  assert.equal(understanding({ a: { type: "boolean" }, b: { type: "null or wibble" } }).share, 0.5);
});
