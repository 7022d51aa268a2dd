import { definitionsIn } from "../nix/expressions.ts";
import { isNixExpression, type NixAttrs } from "../nix/values.ts";
import { joinOptionPath } from "./option-tree.ts";

const markName = "unlisted options";

/**
 * Options that the snapshot does not list, such as those of a module from elsewhere; on purpose, and unchecked.
 *
 * Spread it among listed options, at the level where the names are missing:
 * `{ networking: { … }, ...unlisted({ sops: { defaultSopsFile: path("./secrets.yaml") } }) }`.
 */
export function unlisted(options: NixAttrs): object {
  // A symbol travels with a spread and is not printed; a new one each time, so that two spreads keep both.
  return { ...options, [Symbol(markName)]: Object.keys(options) };
}

/** Names that `unlisted` gave to an attribute set. */
export function unlistedNames(attrs: object): ReadonlySet<string> {
  const marks = Object.getOwnPropertySymbols(attrs).filter((symbol) => symbol.description === markName);
  const names = marks.flatMap((mark): unknown[] => {
    const value: unknown = Reflect.get(attrs, mark);
    return Array.isArray(value) ? value : [];
  });
  return new Set(names.filter((name) => typeof name === "string"));
}

/** Paths of all options that a configuration gives through `unlisted`, to be told to the user. */
export function unlistedOptions(config: object): string[] {
  const found: string[] = [];
  const visit = (value: unknown, path: readonly string[]): void => {
    if (isNixExpression(value)) for (const definition of definitionsIn(value) ?? []) visit(definition, path);
    else if (Array.isArray(value)) value.forEach((item, index) => visit(item, [...path, `[${index}]`]));
    else if (typeof value === "object" && value !== null) {
      const names = unlistedNames(value);
      found.push(...[...names].map((name) => joinOptionPath([...path, name])));
      for (const [name, entry] of Object.entries(value)) if (!names.has(name)) visit(entry, [...path, name]);
    }
  };
  visit(config, []);
  return found;
}
