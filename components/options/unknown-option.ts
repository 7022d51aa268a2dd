import { distance } from "fastest-levenshtein";
import { isNixExpression } from "../nix/values.ts";
import { joinOptionPath, ownType, type OptionBranch, type OptionNode } from "./option-tree.ts";
import { describeValue, type OptionProblem } from "./problem.ts";
import { hasRenamesBelow, whatBecameOf } from "./renames.ts";

/** Words of the module system that stand beside options in a module, and where they belong here. */
const moduleWords: Readonly<Record<string, string>> = {
  imports: "name the module files in modules:",
  disabledModules: "put it into a module file and name that in modules:",
  options: "declare options in a module file and name that in modules:",
  config: "write the options directly, without config",
  _module: "put it into a module file and name that in modules:",
  _file: "remove it",
  key: "remove it",
};

/**
 * Why there is no such option: renamed, removed, or misspelt.
 * @param siblings Names that are declared beside it.
 */
export function unknownOption(
  root: OptionBranch,
  path: readonly string[],
  value: unknown,
  siblings: readonly string[],
): OptionProblem[] {
  const shown = joinOptionPath(path);
  const got = describeValue(value, path.join("."));
  const word = path.length === 1 ? moduleWords[path[0] ?? ""] : undefined;
  if (word !== undefined)
    return [{ path: shown, kind: "unknown", got, expected: "options only", remedy: word }];
  const fate = whatBecameOf(path);
  if (fate !== undefined) {
    const { replacement, reason } = fate;
    return replacement === undefined
      ? [{ path: shown, kind: "removed", got, expected: "no such option any more", remedy: reason }]
      : [{ path: shown, kind: "renamed", got, expected: replacement, remedy: `write ${replacement}` }];
  }
  if (hasRenamesBelow(path) && typeof value === "object" && value !== null && !isNixExpression(value)) {
    const below = Object.entries(value).flatMap(([name, entry]) =>
      unknownOption(root, [...path, name], entry, []),
    );
    if (below.length > 0) return below;
  }
  const names = nearestNames(root, path, siblings);
  const expected = names.length > 0 ? names.join(" or ") : "an option that exists";
  const remedy =
    names.length > 0
      ? `did you mean ${expected}?`
      : "remove it, or use unlisted() for options of other modules";
  return [{ path: shown, kind: "unknown", got, expected, remedy }];
}

const mostNames = 3;

/** Options that may be meant: siblings spelt alike, else options elsewhere whose last name is the same. */
function nearestNames(root: OptionBranch, path: readonly string[], siblings: readonly string[]): string[] {
  const name = path.at(-1) ?? "";
  const before = path.slice(0, -1);
  const near = siblings
    .map((sibling) => ({ sibling, far: distance(plain(name), plain(sibling)) }))
    .filter(({ sibling, far }) => far <= Math.max(1, Math.floor(Math.max(name.length, sibling.length) / 3)))
    .toSorted((a, b) => a.far - b.far || a.sibling.localeCompare(b.sibling));
  if (near.length > 0) {
    const best = near[0]?.far ?? 0;
    return near
      .filter(({ far }) => far <= best + 1)
      .slice(0, mostNames)
      .map(({ sibling }) => joinOptionPath([...before, sibling]));
  }
  const shown = joinOptionPath(path);
  const elsewhere = pathsEndingIn(root, plain(name));
  // Many options end in `enable`: those are meant only where a further name is the same.
  const rare = elsewhere.length <= mostNames;
  return elsewhere
    .filter((other) => rare || other.slice(1, -1).some((part) => path.slice(1, -1).includes(part)))
    .map((other) => ({ shown: joinOptionPath(other), far: distance(shown, joinOptionPath(other)) }))
    .filter((other) => other.far <= Math.max(shown.length, other.shown.length) / 2)
    .toSorted((a, b) => a.far - b.far || a.shown.localeCompare(b.shown))
    .slice(0, mostNames)
    .map((other) => other.shown);
}

/** Paths of all options and branches whose last name is this one. */
function pathsEndingIn(root: OptionBranch, wanted: string): (readonly string[])[] {
  const found: (readonly string[])[] = [];
  const visit = (node: OptionNode, path: readonly string[]): void => {
    if (typeof node === "string") return;
    for (const [name, child] of Object.entries(node)) {
      if (name === ownType) continue;
      const childPath = [...path, name];
      if (plain(name) === wanted) found.push(childPath);
      visit(child, childPath);
    }
  };
  visit(root, []);
  return found;
}

/** A declared name that a freeform name is surely meant to be: it differs by case, by separators, or by a slip. */
export function closeName(name: string, declared: readonly string[]): string | undefined {
  return declared.find((other) => plain(other) === plain(name) || isSlip(name, other));
}

const shortestName = 12;
const longWord = 7;

/**
 * Whether two long names differ by a slip of the hand in one word. Names that are meant to differ do so in the first
 * letter, in a digit, in a short word as a whole (`host`, `port`) or in a plural.
 */
function isSlip(name: string, other: string): boolean {
  if (Math.min(name.length, other.length) < shortestName) return false;
  const words = wordsOf(name);
  const others = wordsOf(other);
  const [index, ...further] = [...words.keys()].filter((at) => words[at] !== others[at]);
  if (words.length !== others.length || index === undefined || further.length > 0) return false;
  const [shorter = "", longer = ""] = [words[index] ?? "", others[index] ?? ""].toSorted(
    (a, b) => a.length - b.length,
  );
  if (shorter[0] !== longer[0] || longer.startsWith(shorter) || /\d/.test(shorter + longer)) return false;
  const far = distance(shorter, longer);
  const lettersMore = longer.length - shorter.length;
  return far === 1
    ? lettersMore > 0 || shorter.length >= longWord
    : far === 2 && lettersMore > 0 && shorter.length >= longWord;
}

function wordsOf(name: string): string[] {
  return (name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? []).map((word) => word.toLowerCase());
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[-_]/g, "");
}
