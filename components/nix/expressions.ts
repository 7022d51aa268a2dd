import type { Listed } from "../options/listed.ts";
import {
  isNixExpression,
  syntax,
  type produces,
  type NixArgument,
  type NixExpression,
  type NixReference,
  type NixSyntax,
  type NixValue,
  type Package,
} from "./values.ts";
import { moduleArgument, reference } from "./references.ts";

/** The module argument `config`: what all modules of the host together say. */
export const config: NixArgument = moduleArgument("config");

/** The module argument `lib`: the functions of nixpkgs. */
export const lib: NixArgument = moduleArgument("lib");

/** The module argument `pkgs`: the packages of the host's nixpkgs. */
export const pkgs: NixArgument<Package> = moduleArgument<Package>("pkgs");

/**
 * A definition of an option of type `T`. Where it stands says what `T` is, so that unknown names inside it are found;
 * `undefined` is taken because every `pkgs.x` may be missing as far as the type checker knows.
 */
type Definition<Given, T> = (Given & Listed<Given, T>) | NixExpression<T> | undefined;

/** What a definition makes: a `T`, or what was given where nothing says which type is wanted. */
type Defined<Given, T> = NixExpression<unknown extends T ? Given : T>;

/** What stands in a list of definitions, with the expressions among them opened. */
type Merged<Item> = Item extends NixExpression<infer T> ? T : Item;

/** `lib.mkForce`: wins over every ordinary definition of the option. */
export function mkForce<T, const Given extends T = T>(value: Definition<Given, T>): Defined<Given, T> {
  return apply(lib("mkForce"), value);
}

/** `lib.mkDefault`: gives way to every ordinary definition of the option. */
export function mkDefault<T, const Given extends T = T>(value: Definition<Given, T>): Defined<Given, T> {
  return apply(lib("mkDefault"), value);
}

/** `lib.mkOverride`: the lowest priority wins; an ordinary definition has 100, `mkForce` 50, `mkDefault` 1000. */
export function mkOverride<T, const Given extends T = T>(
  priority: number,
  value: Definition<Given, T>,
): Defined<Given, T> {
  return apply(lib("mkOverride"), priority, value);
}

/**
 * `lib.mkIf`: a definition that counts only where the condition holds.
 * @throws {TypeError} when the condition is `undefined`.
 */
export function mkIf<T, const Given extends T = T>(
  condition: boolean | NixExpression<boolean> | undefined,
  value: Definition<Given, T>,
): Defined<Given, T> {
  if (condition === undefined) throw new TypeError("mkIf: the condition is undefined");
  return apply(lib("mkIf"), condition, value);
}

/** `lib.mkMerge`: several definitions of one option. */
export function mkMerge<T, const Given extends readonly (T | NixExpression<T> | undefined)[]>(
  values: Given & Listed<Given, readonly T[]>,
): NixExpression<unknown extends T ? Merged<Given[number]> : T> {
  return apply(lib("mkMerge"), values);
}

/** `lib.mkBefore`: puts these lines or items before those of ordinary definitions. */
export function mkBefore<T, const Given extends T = T>(value: Definition<Given, T>): Defined<Given, T> {
  return apply(lib("mkBefore"), value);
}

/** `lib.mkAfter`: puts these lines or items after those of ordinary definitions. */
export function mkAfter<T, const Given extends T = T>(value: Definition<Given, T>): Defined<Given, T> {
  return apply(lib("mkAfter"), value);
}

/**
 * A function applied to arguments: `apply(lib.getExe, pkgs.restic)` is `lib.getExe pkgs.restic`.
 * @throws {TypeError} when the function is no expression.
 */
export function apply<T = never>(
  applied: NixExpression<unknown> | undefined,
  ...values: readonly [unknown, ...unknown[]]
): NixExpression<T> {
  if (!isNixExpression(applied)) throw new TypeError(`apply: expected a Nix function, got ${typeof applied}`);
  return new Expression({ kind: "apply", function: applied, arguments: values });
}

/** A function: `fn("ps", (ps) => [ps.requests])` is `ps: [ ps.requests ]`. */
export function fn(parameter: string, body: (argument: NixReference) => NixValue | undefined): NixExpression {
  return new Expression({ kind: "function", parameter, body: body(reference(parameter, [])) });
}

/** A path relative to the file it is printed in (`./logo.svg`), or absolute on the machine that evaluates. */
export function path(relativeOrAbsolute: string): NixExpression {
  return new Expression({ kind: "path", path: relativeOrAbsolute });
}

/** Nix text as it is. Nothing in it is checked or escaped: never put text from elsewhere into it. */
export function raw<T = never>(text: string): NixExpression<T> {
  return new Expression({ kind: "raw", text });
}

/** Text that fits wherever a string fits, and where an absolute path does: what it starts with, only Nix knows. */
export type NixText = `/${string}`;

/** A string with expressions in it: ``nix`http://${config.networking.hostName}:80` ``; plain values are put in as text. */
export function nix(
  texts: TemplateStringsArray,
  ...values: readonly (string | number | NixExpression<unknown> | undefined)[]
): NixExpression<NixText> {
  const fragments = texts.flatMap((text, index) => {
    if (index >= values.length) return [text];
    const value = values[index];
    if (value === undefined) throw new TypeError(`nix: value ${index + 1} is undefined, after "${text}"`);
    return [text, isNixExpression(value) ? value : String(value)];
  });
  return new Expression({ kind: "string", fragments });
}

const wrappers = new Set(["mkForce", "mkDefault", "mkIf", "mkMerge", "mkBefore", "mkAfter", "mkOverride"]);

/**
 * The definitions that an expression of `mkForce`, `mkIf`, `mkMerge` and the like holds, so that they can be checked
 * as if they stood there; `undefined` for every other expression, whose value only Nix knows.
 */
export function definitionsIn(value: NixExpression<unknown>): readonly unknown[] | undefined {
  const node = value[syntax];
  if (node.kind !== "apply") return undefined;
  const applied = node.function[syntax];
  const [name] = applied.kind === "select" && applied.root === "lib" ? applied.names : [];
  if (name === undefined || !wrappers.has(name)) return undefined;
  const last = node.arguments.at(-1);
  if (name !== "mkMerge") return [last];
  return Array.isArray(last) ? last.filter((item) => item !== undefined) : undefined;
}

/** The one shape of all expressions; `produces` is never there at run time. */
class Expression<T> implements NixExpression<T> {
  declare readonly [produces]: T;
  readonly [syntax]: NixSyntax;
  constructor(node: NixSyntax) {
    this[syntax] = node;
  }
}
