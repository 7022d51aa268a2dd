import { syntax, type NixArgument, type NixReference, type NixSyntax } from "./values.ts";

/** The module argument `name`, ready to be selected from. */
export function moduleArgument<T = never>(name: string): NixArgument<T> {
  const target = (path: string) => reference<T>(name, parseAttributePath(path));
  return proxy<NixArgument<T>>(target, name, []);
}

/** `root.name.name…`, where every further property is one name more. */
export function reference<T = never>(root: string, names: readonly string[]): NixReference<T> {
  return proxy<NixReference<T>>({}, root, names);
}

/**
 * The names of a dotted path, quoted where they contain dots: `users."a.b".home`.
 * @throws {TypeError} when a name is missing or a quote is not closed.
 */
export function parseAttributePath(path: string): readonly string[] {
  const names: string[] = [];
  const name = /"((?:[^"\\]|\\.)*)"|([^."]+)/y;
  for (;;) {
    const match = name.exec(path);
    if (!match) throw new TypeError(`not an attribute path: ${JSON.stringify(path)}`);
    names.push(match[2] ?? (match[1] ?? "").replaceAll(/\\(.)/g, "$1"));
    if (name.lastIndex === path.length) return names;
    if (path[name.lastIndex] !== ".") throw new TypeError(`not an attribute path: ${JSON.stringify(path)}`);
    name.lastIndex += 1;
  }
}

/** Answers every property with a longer reference; the type parameter says what the traps answer. */
function proxy<R extends object>(target: object, root: string, names: readonly string[]): R {
  const node: NixSyntax = { kind: "select", root, names };
  const handler: ProxyHandler<R> = {
    get: (_, key) => {
      if (key === syntax) return node;
      return typeof key === "string" ? reference(root, [...names, key]) : undefined;
    },
    has: (_, key) => key === syntax,
  };
  return new Proxy(target as R, handler);
}
