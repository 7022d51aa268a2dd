import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ownType, type OptionBranch, type OptionNode } from "./option-tree.ts";
import type { OptionType } from "./option-type.ts";
import { parseOptionType } from "./parse-type.ts";

/** Whose options: each has its own `options.json`. */
export type OptionSystem = "nixos" | "home-manager" | "nix-darwin";

/** Folder of the snapshots and the types made from them. */
export const generatedFolder = join(import.meta.dirname, "generated");

/** File of a system's snapshot: one line of JSON for each pair of first names, such as `services.immich`. */
export function snapshotFile(system: OptionSystem): string {
  return join(generatedFolder, `${system}.jsonl`);
}

/** Prints a tree as lines that can be read one by one. */
export function printSnapshot(tree: OptionBranch): string {
  const lines = Object.entries(tree).flatMap(([name, node]) =>
    typeof node === "string" || node[ownType] !== undefined
      ? [JSON.stringify({ [name]: node })]
      : Object.entries(node).map(([second, child]) => JSON.stringify({ [`${name}.${second}`]: child })),
  );
  return `${lines.join("\n")}\n`;
}

/** Reads what `printSnapshot` printed; a line is parsed only when somebody looks below its names. */
export function readSnapshot(text: string): OptionBranch {
  const root: Record<string, OptionNode> = {};
  const branches = new Map<string, Record<string, OptionNode>>();
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const [first = "", second] = line.slice(2, line.indexOf('":')).split(/\.(.*)/s);
    if (second === undefined) {
      defineLazily(root, first, line);
      continue;
    }
    const branch = branches.get(first) ?? {};
    branches.set(first, branch);
    root[first] = branch;
    defineLazily(branch, second, line);
  }
  return root;
}

function defineLazily(branch: Record<string, OptionNode>, name: string, line: string): void {
  const property = { enumerable: true, configurable: true };
  Object.defineProperty(branch, name, {
    ...property,
    get: () => {
      const parsed: unknown = JSON.parse(line);
      const [value] = isBranch(parsed) ? Object.values(parsed) : [];
      Object.defineProperty(branch, name, { ...property, value });
      return value;
    },
  });
}

/** Lines hold what `printSnapshot` wrote, so their form is not checked any deeper. */
function isBranch(value: unknown): value is OptionBranch {
  return typeof value === "object" && value !== null;
}

const loaded = new Map<OptionSystem, OptionBranch | undefined>();

/** The options of a system, or `undefined` where `npm run options` has not made its snapshot yet. */
export function loadSnapshot(system: OptionSystem): OptionBranch | undefined {
  if (!loaded.has(system)) {
    const file = snapshotFile(system);
    loaded.set(system, existsSync(file) ? readSnapshot(readFileSync(file, "utf8")) : undefined);
  }
  return loaded.get(system);
}

const types = new Map<string, OptionType>();

/** The type that a description means; each description is read once. */
export function typeOf(description: string): OptionType {
  const known = types.get(description);
  if (known !== undefined) return known;
  const type = parseOptionType(description);
  types.set(description, type);
  return type;
}
