import table from "./renamed-options.json" with { type: "json" };
import { joinOptionPath, splitOptionPath } from "./option-tree.ts";

/** What became of an option that is gone: another one, or the reason why there is none. */
export interface Fate {
  readonly replacement?: string;
  readonly reason: string;
}

interface Rename {
  readonly old: readonly string[];
  readonly fate: string;
}

const renames: readonly Rename[] = Object.entries(table).map(([path, fate]) => ({
  old: splitOptionPath(path),
  fate,
}));

/**
 * What became of an option or of a branch that it was in; `undefined` where nothing is known.
 *
 * Only asked of options that the snapshot does not list, as it may be older or newer than the table.
 */
export function whatBecameOf(path: readonly string[]): Fate | undefined {
  const matching = renames.filter(({ old }) => old.length <= path.length && startsAlike(old, path));
  const [rename] = matching.toSorted((a, b) => b.old.length - a.old.length);
  if (rename === undefined) return undefined;
  const { old, fate } = rename;
  // Text that is one path names the new option; everything else is a reason.
  if (!/^[\w-]+(?:\.(?:[\w<>-]+|"[^"]*"))+$/.test(fate))
    return { reason: fate.replace(/^removed: /, "remove it: ").replace(/^removed$/, "remove it") };
  const chosen = path.filter((_, index) => old[index]?.startsWith("<") === true);
  const names = splitOptionPath(fate).map((name) => (name.startsWith("<") ? (chosen.shift() ?? name) : name));
  return { replacement: joinOptionPath([...names, ...path.slice(old.length)]), reason: "renamed" };
}

/** Whether options below this path were renamed or removed. */
export function hasRenamesBelow(path: readonly string[]): boolean {
  return renames.some(({ old }) => old.length > path.length && startsAlike(path, old));
}

function startsAlike(shorter: readonly string[], longer: readonly string[]): boolean {
  return shorter.every((name, index) => {
    const other = longer[index] ?? "";
    return name === other || name.startsWith("<") || other.startsWith("<");
  });
}
