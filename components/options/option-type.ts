/** What one word of a type description stands for. */
export type OptionType =
  /** Every value: the manual says `anything`, `unspecified value` or `raw value`. */
  | { readonly kind: "anything" }
  /** A description that is not understood: every value is taken. */
  | { readonly kind: "unknown"; readonly description: string }
  /** Nested data of a file format (JSON, YAML, TOML, …), or of a format that the module knows alone. */
  | { readonly kind: "data" }
  | { readonly kind: "null" }
  | { readonly kind: "boolean" }
  | { readonly kind: "integer"; readonly min?: number; readonly max?: number }
  | { readonly kind: "number"; readonly min?: number; readonly max?: number }
  /** `pattern` is a POSIX extended regular expression that the whole string must match. */
  | { readonly kind: "string"; readonly nonEmpty?: boolean; readonly pattern?: string }
  /** A string that starts with `/`, a path, or a package. */
  | { readonly kind: "path" }
  | { readonly kind: "package" }
  | { readonly kind: "literal"; readonly values: readonly (string | number | boolean | null)[] }
  | { readonly kind: "list"; readonly of: OptionType; readonly nonEmpty?: boolean }
  | { readonly kind: "tuple"; readonly of: readonly OptionType[] }
  | { readonly kind: "attrs"; readonly of: OptionType }
  /** The options below this one; `freeform` is the type of further names. */
  | { readonly kind: "submodule"; readonly freeform?: OptionType }
  | { readonly kind: "union"; readonly of: readonly OptionType[] }
  /** A Nix function: only expressions. */
  | { readonly kind: "function" }
  /** A whole NixOS configuration, as in `containers.<name>.config`. */
  | { readonly kind: "system" };

/** A union without nesting; of one arm, that arm. */
export function union(types: readonly OptionType[]): OptionType {
  const arms = types.flatMap((type) => (type.kind === "union" ? type.of : [type]));
  const [first] = arms;
  return first !== undefined && arms.length === 1 ? first : { kind: "union", of: arms };
}

/**
 * The freeform type of a branch that has no type of its own, inside of a freeform submodule: an undeclared name below
 * `settings.server` is taken by the freeform type of `settings`, one level down.
 */
export function freeformBelow(freeform: OptionType | undefined): OptionType | undefined {
  if (freeform?.kind !== "attrs") return freeform;
  const arms = freeform.of.kind === "union" ? freeform.of.of : [freeform.of];
  return arms.find(({ kind }) => kind === "attrs" || kind === "data" || kind === "anything");
}

/** All types that a type is made of, itself included. */
export function typesIn(type: OptionType): readonly OptionType[] {
  switch (type.kind) {
    case "list":
    case "attrs":
      return [type, ...typesIn(type.of)];
    case "tuple":
    case "union":
      return [type, ...type.of.flatMap(typesIn)];
    case "submodule":
      return type.freeform === undefined ? [type] : [type, ...typesIn(type.freeform)];
    default:
      return [type];
  }
}
