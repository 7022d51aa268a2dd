import { union, type OptionType } from "./option-type.ts";

const string: OptionType = { kind: "string" };
const data: OptionType = { kind: "data" };
const anything: OptionType = { kind: "anything" };
const integer: OptionType = { kind: "integer" };
const scalars: readonly OptionType[] = [
  { kind: "null" },
  { kind: "boolean" },
  { kind: "number" },
  string,
  { kind: "path" },
  { kind: "package" },
];

/** Words in the lists that name the types of an atom: `atom (null, bool, int, float or string)`. */
export const shortWords: Readonly<Record<string, OptionType>> = {
  null: { kind: "null" },
  bool: { kind: "boolean" },
  boolean: { kind: "boolean" },
  int: integer,
  integer,
  float: { kind: "number" },
  str: string,
  string,
  path: { kind: "path" },
  package: { kind: "package" },
};

/** One noun of the type language, and what it means. */
interface Noun {
  /** Matched where the noun starts; it must end where a word may end. */
  readonly pattern: RegExp;
  readonly type: (match: RegExpExecArray) => OptionType;
}

const noun = (pattern: RegExp, type: OptionType | ((match: RegExpExecArray) => OptionType)): Noun => ({
  pattern: new RegExp(pattern.source, "y"),
  type: typeof type === "function" ? type : () => type,
});

const range = (kind: "integer" | "number", match: RegExpExecArray, first = 1): OptionType => ({
  kind,
  min: Number(match[first]),
  max: Number(match[first + 1]),
});

const inclusive = /between (-?[\d.]+) and (-?[\d.]+) \(both inclusive\)/.source;

/**
 * Nouns whose words are fixed, the longer ones before those they start with.
 * @see https://github.com/NixOS/nixpkgs/blob/nixos-25.11/lib/types.nix
 */
export const nouns: readonly Noun[] = [
  noun(/null/, { kind: "null" }),
  noun(/boolean/, { kind: "boolean" }),
  noun(new RegExp(`\\d+ bit (?:un)?signed integer; ${inclusive}`), (match) => range("integer", match)),
  noun(new RegExp(`integer or floating point number ${inclusive}`), (match) => range("number", match)),
  noun(new RegExp(`integer ${inclusive}`), (match) => range("integer", match)),
  noun(/(?:nonnegative )integer or floating point number, meaning >=0/, { kind: "number", min: 0 }),
  noun(/(?:positive )integer or floating point number, meaning >0/, {
    kind: "number",
    min: Number.MIN_VALUE,
  }),
  noun(/nonnegative floating point number, meaning >=0/, { kind: "number", min: 0 }),
  noun(/unsigned integer, meaning >=0/, { kind: "integer", min: 0 }),
  noun(/positive integer, meaning >0/, { kind: "integer", min: 1 }),
  noun(/nonzero signed integer, meaning !=0/, integer),
  noun(/integer of at least \d+ bits/, integer),
  noun(/signed integer/, integer),
  noun(/floating point number/, { kind: "number" }),
  noun(/3×3 matrix of floating point numbers/, {
    kind: "list",
    of: { kind: "list", of: { kind: "number" } },
  }),
  noun(/non-empty string/, { kind: "string", nonEmpty: true }),
  noun(/\(optionally newline-terminated\) single-line string/, string),
  noun(/(?:strings|Fish shell code) concatenated with (?:"[^"]*"|“[^”]*”)/, string),
  noun(/absolute path|path in the Nix store|file system path/, { kind: "path" }),
  noun(/package with provided sessions|package that is a Home Assistant component|package/, {
    kind: "package",
  }),
  noun(/NetworkManager plugin package|ibus-engine/, { kind: "package" }),
  noun(/attribute-tagged union/, { kind: "submodule" }),
  noun(/submodule/, { kind: "submodule" }),
  noun(/anything|unspecified value|raw value|module/, anything),
  noun(/An evaluation of Nixpkgs; the top level attribute set of packages/, anything),
  noun(/Toplevel NixOS config/, { kind: "system" }),
  noun(/nixpkgs overlay|lambda/, { kind: "function" }),
  noun(/systemd option/, union([...scalars, { kind: "list", of: union(scalars) }])),
  noun(/sysctl option value/, union([{ kind: "null" }, { kind: "boolean" }, integer, string])),
  noun(
    /udev rule value|value coercible to CLI argument/,
    union([...scalars, { kind: "list", of: union(scalars) }]),
  ),
  // Strings under names of their own.
  noun(
    /IPv4 or IPv6 address|Network prefix in CIDR notation|PKCS#11 URI|Minecraft UUID|session name/,
    string,
  ),
  noun(/key ID prefixed with BTN_ or KEY_|coderepo names|configured template name/, string),
  noun(/Go duration \([^)]*\)|tmpfiles\.d\(5\) age format/, string),
  // Formats that a module made for itself.
  noun(/instances of this type recursively|nested attribute set of null or sysfs attribute values/, data),
  noun(
    /(?:nixpkgs config|maintainer|Kismet config stanza|dataset\/template options|freeciv-server params)/,
    data,
  ),
  noun(/settings option|Flat key-value file|coolwsd\.xml/, data),
  noun(/(?:[\w`.]+ )?(?:config|configuration) type(?: \([^)]*\)|[.,] .*)?/, data),
  noun(/libconfig configuration\. .*/, data),
  noun(/znc values \(.*?\(.*?\).*?\)/, data),
  noun(/LDAP value - .*?values respectively\. /, data),
  // The values of a named format: `JSON value`, `YAML 1.1 value`, `uMurmur config value`.
  noun(/(?:[\w.]+ ){1,3}value(?! [“"])/, data),
];
