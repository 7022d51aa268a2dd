import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildOptionTree, pathOf, type OptionFacts } from "./option-tree.ts";
import { typesIn, type OptionType } from "./option-type.ts";
import { defaultKey, printOptionTypes } from "./print-types.ts";
import { generatedFolder, printSnapshot, typeOf, type OptionSystem } from "./snapshot.ts";

/** Name of the type that holds all options of a system. */
export const configurationType: Readonly<Record<OptionSystem, string>> = {
  nixos: "NixosConfig",
  "home-manager": "HomeManagerConfig",
  "nix-darwin": "DarwinConfig",
};

/** How much of the options is understood. */
export interface Understanding {
  readonly options: number;
  readonly descriptions: number;
  /** Options whose type is understood, as a share of 1. */
  readonly share: number;
  /** Descriptions that take every value, with why and for how many options. */
  readonly any: readonly {
    readonly description: string;
    readonly reason: string;
    readonly options: number;
  }[];
}

/** Writes the snapshot and the types of a system's options into the folder of generated files. */
export function generate(
  system: OptionSystem,
  options: Readonly<Record<string, OptionFacts>>,
  folder = generatedFolder,
): Understanding {
  const tree = buildOptionTree(options);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${system}.jsonl`), printSnapshot(tree));
  writeFileSync(
    join(folder, `${system}.d.ts`),
    printOptionTypes(tree, configurationType[system], defaultsOf(options)),
  );
  return understanding(options);
}

const longestDefault = 80;

/** Defaults that fit on a line. */
function defaultsOf(options: Readonly<Record<string, OptionFacts>>): ReadonlyMap<string, string> {
  const texts = Object.entries(options).map(
    ([key, facts]) => [defaultKey(pathOf(key, facts)), facts.default?.text ?? ""] as const,
  );
  return new Map(
    texts.filter(([, text]) => text !== "" && text.length <= longestDefault && !text.includes("\n")),
  );
}

/** Counts what is understood of the types in words. */
export function understanding(options: Readonly<Record<string, OptionFacts>>): Understanding {
  const counts = new Map<string, number>();
  for (const { type } of Object.values(options)) counts.set(type, (counts.get(type) ?? 0) + 1);
  const all = [...counts].map(([description, count]) => ({
    description,
    options: count,
    type: typeOf(description),
  }));
  const total = Object.keys(options).length;
  const any = all.flatMap(({ description, options: count, type }) => {
    const reason = reasonForAny(type);
    return reason === undefined ? [] : [{ description, reason, options: count }];
  });
  const missed = all.filter(({ type }) => isUnknown(type)).reduce((sum, entry) => sum + entry.options, 0);
  return {
    options: total,
    descriptions: counts.size,
    share: total === 0 ? 1 : 1 - missed / total,
    any: any.toSorted((a, b) => b.options - a.options || (a.description < b.description ? -1 : 1)),
  };
}

function isUnknown(type: OptionType): boolean {
  return typesIn(type).some(({ kind }) => kind === "unknown");
}

function reasonForAny(type: OptionType): string | undefined {
  if (isUnknown(type)) return "description not understood";
  const arms = type.kind === "union" ? type.of : [type];
  return arms.some(({ kind }) => kind === "anything") ? "the module itself takes every value" : undefined;
}
