import { syntax, type NixArgument, type NixReference, type NixSyntax } from "./values.ts";

/** The module argument `name`, ready to be selected from. */
export function moduleArgument<T = never>(name: string): NixArgument<T> {
  const target = (path: string) => reference<T>(name, parseAttributePath(path));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no type can follow what a proxy answers
  return new Proxy(target, answers(name, [])) as unknown as NixArgument<T>;
}

/** `root.name.name…`, where every further property is one name more. */
export function reference<T = never>(root: string, names: readonly string[]): NixReference<T> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no type can follow what a proxy answers
  return new Proxy({}, answers(root, names)) as NixReference<T>;
}

/**
 * The names of a dotted path, quoted where they contain dots: `users."a.b".home`.
 * @throws {TypeError} when a name is missing or a quote is not closed.
 */
export function parseAttributePath(path: string): readonly string[] {
  const names: string[] = [];
  const name = /"((?:[^"\\]|\\.)*)"|([^."]+)/sy;
  for (;;) {
    const match = name.exec(path);
    if (!match) break;
    names.push(match[2] ?? (match[1] ?? "").replaceAll(/\\(.)/gs, "$1"));
    if (name.lastIndex === path.length) return names;
    if (path[name.lastIndex] !== ".") break;
    name.lastIndex += 1;
  }
  throw new TypeError(`not a path of attribute names such as services.immich.port: ${JSON.stringify(path)}`);
}

function answers(root: string, names: readonly string[]): ProxyHandler<object> {
  const node: NixSyntax = { kind: "select", root, names };
  return {
    get: (_, key) => {
      if (key === syntax) return node;
      return typeof key === "string" ? reference(root, [...names, key]) : undefined;
    },
    has: (_, key) => key === syntax,
  };
}
