/** Facts of one option, as the manual's `options.json` gives them. */
export interface OptionFacts {
  /** Type in words: `null or string`. */
  readonly type: string;
  /** Path as a list, where a name holds dots; else the option's key is split at its dots. */
  readonly loc?: readonly string[] | undefined;
  /** Nix text, or a remark, that tells the default. */
  readonly default?: { readonly text?: string | undefined } | undefined;
  readonly readOnly?: boolean | undefined;
}

/**
 * The options below one name: a type in words for an option without further options, else a node whose own type, where
 * it has one, stands under the empty name. `<name>` stands for every name and `*` for the items of a list.
 */
export type OptionNode = string | OptionBranch;

/** A node that has further options below it. */
export interface OptionBranch {
  readonly [name: string]: OptionNode;
}

/** Marks the type of an option that only NixOS itself sets. */
export const readOnlyMark = "read-only ";

/** The name under which a branch keeps its own type. */
export const ownType = "";

/** A node while options are still being put below it. */
interface GrowingNode {
  type?: string;
  readonly below: Map<string, GrowingNode>;
}

/** Orders options by path into a tree; names sorted, so that the same options give the same tree. */
export function buildOptionTree(options: Readonly<Record<string, OptionFacts>>): OptionBranch {
  const root: GrowingNode = { below: new Map() };
  for (const [key, facts] of Object.entries(options)) {
    let node = root;
    for (const name of pathOf(key, facts)) {
      const child = node.below.get(name) ?? { below: new Map<string, GrowingNode>() };
      node.below.set(name, child);
      node = child;
    }
    node.type = `${facts.readOnly === true ? readOnlyMark : ""}${facts.type}`;
  }
  return branchOf(root);
}

/** The names of an option's path. */
export function pathOf(key: string, facts: OptionFacts): readonly string[] {
  return facts.loc ?? splitOptionPath(key);
}

function branchOf(node: GrowingNode): OptionBranch {
  const own: [string, OptionNode][] = node.type === undefined ? [] : [[ownType, node.type]];
  const below = [...node.below].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries([
    ...own,
    ...below.map(([name, child]): [string, OptionNode] => [
      name,
      child.below.size === 0 && child.type !== undefined ? child.type : branchOf(child),
    ]),
  ]);
}

/** The names of a path; a name with dots is quoted: `services.grafana.settings."auth.google".enabled`. */
export function splitOptionPath(path: string): string[] {
  const names = path.match(/"(?:[^"\\]|\\.)*"|<[^>]*>|[^.]+/g) ?? [];
  return names.map((name) => (name.startsWith('"') ? name.slice(1, -1).replaceAll(/\\(.)/g, "$1") : name));
}

/** A path as people write it: names that hold dots or spaces in quotes, items of lists as `[0]`. */
export function joinOptionPath(names: readonly string[]): string {
  return names
    .map((name) => (/^(?:[\w'<>*-]+|\[\d+\])$/.test(name) ? name : JSON.stringify(name)))
    .join(".")
    .replaceAll(".[", "[");
}

/** The type in words that a node itself has. */
export function typeOfNode(node: OptionNode | undefined): string | undefined {
  if (node === undefined || typeof node === "string") return node;
  const own = node[ownType];
  return typeof own === "string" ? own : undefined;
}

/** The options below a node that have a name of their own. */
export function namedChildren(node: OptionNode | undefined): readonly (readonly [string, OptionNode])[] {
  if (node === undefined || typeof node === "string") return [];
  return Object.entries(node).filter(([name]) => name !== ownType && name !== "*" && !isPlaceholder(name));
}

/** What stands for every name below a node: `<name>`. */
export function placeholderChild(node: OptionNode | undefined): readonly [string, OptionNode] | undefined {
  if (node === undefined || typeof node === "string") return undefined;
  // Looks at names alone: reading every child of a lazy branch would parse them all.
  const name = Object.keys(node).find(isPlaceholder);
  const child = name === undefined ? undefined : node[name];
  return name === undefined || child === undefined ? undefined : [name, child];
}

/** What stands for every item of a list below a node. */
export function itemChild(node: OptionNode | undefined): OptionNode | undefined {
  return node === undefined || typeof node === "string" ? undefined : node["*"];
}

/** The option or branch of that name below a node; only names that it declares itself. */
export function childOf(node: OptionNode | undefined, name: string): OptionNode | undefined {
  if (
    node === undefined ||
    typeof node === "string" ||
    name === ownType ||
    name === "*" ||
    isPlaceholder(name)
  )
    return undefined;
  return Object.hasOwn(node, name) ? node[name] : undefined;
}

function isPlaceholder(name: string): boolean {
  return name.startsWith("<") && name.endsWith(">");
}
