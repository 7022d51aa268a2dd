/** A Nix package (a derivation), as `pkgs.immich` gives it; exists only in types. */
export interface Package {
  readonly [packageBrand]: true;
}
declare const packageBrand: unique symbol;
/** Exists only in types; see {@link NixExpression}. */
export declare const produces: unique symbol;

/** The key under which an expression keeps its syntax; also what tells an expression from an attribute set. */
export const syntax: unique symbol = Symbol("nix syntax");

/**
 * A Nix expression that stands where a `T` is wanted. `NixExpression<never>` (raw text, `config.x`) fits everywhere.
 */
export interface NixExpression<out T = never> {
  /** Never read: carries `T` for the type checker. */
  readonly [produces]: T;
  readonly [syntax]: NixSyntax;
}

/** What Nix writes as one word. */
export type NixPrimitive = string | number | boolean | null;

/** An attribute set; attributes that are `undefined` are not printed. */
export interface NixAttrs {
  readonly [name: string]: NixValue | undefined;
}

/** Everything that can be printed as Nix; list items that are `undefined` are not printed. */
export type NixValue = NixPrimitive | readonly (NixValue | undefined)[] | NixAttrs | NixExpression<unknown>;

/** What an expression is made of; only the printer and the checks of options look inside. */
export type NixSyntax =
  | { readonly kind: "raw"; readonly text: string }
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "select"; readonly root: string; readonly names: readonly string[] }
  | {
      readonly kind: "apply";
      readonly function: NixExpression<unknown>;
      readonly arguments: readonly unknown[];
    }
  | { readonly kind: "string"; readonly fragments: readonly (string | NixExpression<unknown>)[] }
  | { readonly kind: "function"; readonly parameter: string; readonly body: unknown };

/** An expression one can go deeper into: `config.services.immich`. */
export interface NixReference<out T = never> extends NixExpression<T> {
  readonly [name: string]: NixReference<T>;
}

/**
 * One of the arguments of a NixOS module: `pkgs.immich`, or with a whole path `config("services.immich.port")`.
 * Names that are no identifiers are quoted as in Nix: `config('users.users."a.b".home')`.
 */
export interface NixArgument<out T = never> extends NixReference<T> {
  (path: string): NixReference<T>;
}

/** Whether a value is an expression, and not an attribute set. */
export function isNixExpression(value: unknown): value is NixExpression<unknown> {
  return (typeof value === "object" || typeof value === "function") && value !== null && syntax in value;
}
