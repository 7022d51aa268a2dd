import { isReference } from "../fleet/reference.ts";
import { isNixExpression } from "../nix/index.ts";

/** A value as Pulumi's state and screen show it. */
export type Words = string | number | boolean | null | readonly Words[] | { readonly [key: string]: Words };

/**
 * The arguments of a declaration as their author would say them: references by name, nothing that is no data.
 * What has no words of its own (a Nix expression) is only named; a change of it shows in the generated file.
 */
export function inWords(value: unknown): Words | undefined {
  if (isReference(value)) return `${value.service} on ${value.host}`;
  if (isNixExpression(value)) return "(Nix)";
  if (Array.isArray(value)) return value.map(inWords).filter((entry) => entry !== undefined);
  if (typeof value === "object" && value !== null) return wordsOf(value);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return value === null ? null : undefined;
}

/** The same for an object: what has no words is left out. */
export function wordsOf(value: object): { readonly [key: string]: Words } {
  const entries = Object.entries(value).flatMap(([key, child]): [string, Words][] => {
    const words = inWords(child);
    return words === undefined ? [] : [[key, words]];
  });
  return Object.fromEntries(entries);
}
