import type { NixExpression, Package } from "../nix/values.ts";

/** A value, or an expression that gives one: `true`, `mkForce(true)`, `config("services.nginx.enable")`. */
export type Value<T> = T | NixExpression<T>;

/** A list whose items may be expressions; items that are `undefined` are left out. */
export type List<T> = readonly (Value<T> | undefined)[];

/** An attribute set with names of the user's choice, such as user names; attributes that are `undefined` are left out. */
export interface Attrs<T> {
  readonly [name: string]: Value<T> | undefined;
}

/** An absolute path as text, or a package. */
export type Path = `/${string}` | Package;

/** A Nix function; only expressions give one: `fn("ps", (ps) => [ps.requests])`. */
export interface NixFunction {
  readonly [functionBrand]: true;
}
declare const functionBrand: unique symbol;
