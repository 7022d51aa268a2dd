/** Words that say nothing alone: they stand for `<name>` and for items of lists. */
const fillers: ReadonlySet<string> = new Set(["Entry", "Item"]);

/**
 * Gives each interface a name made of the path of its options; one that stands for several paths gets what their ends
 * have in common: `LocationsEntry` for the locations of all nginx virtual hosts.
 * @param reserved Names that mean something else.
 */
export function nameInterfaces(
  pathsByInterface: ReadonlyMap<string, readonly (readonly string[])[]>,
  reserved: Iterable<string>,
): ReadonlyMap<string, string> {
  const used = new Set(reserved);
  const names = new Map<string, string>();
  for (const [key, paths] of pathsByInterface) {
    const base = commonEnd(paths.map(wordsOf)).join("");
    let name = base;
    for (let count = 2; used.has(name); count++) name = `${base}${count}`;
    used.add(name);
    names.set(key, name);
  }
  return names;
}

function commonEnd(paths: readonly (readonly string[])[]): readonly string[] {
  const [first = []] = paths;
  let length = 0;
  while (length < first.length && paths.every((path) => path.at(-1 - length) === first.at(-1 - length)))
    length++;
  const end = first.slice(first.length - length);
  return end.every((word) => fillers.has(word)) ? first : end;
}

function wordsOf(path: readonly string[]): readonly string[] {
  return path
    .map((name) => (name === "*" ? "item" : name.startsWith("<") ? "entry" : name))
    .flatMap((name) => name.split(/[^A-Za-z0-9]+/))
    .filter((word) => word !== "")
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1));
}
