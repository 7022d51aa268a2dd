import { isIdentifier, isPathLiteral, printName, printNames, printNumber, printPath } from "./literals.ts";
import { NoNixLiteral } from "./no-nix-literal.ts";
import { indented, quoted } from "./strings.ts";
import { isNixExpression, syntax, type NixExpression, type NixSyntax } from "./values.ts";

/** Columns a line may have besides its indentation. */
const width = 100;

/** What the module system hands to every module. */
const moduleArguments: readonly string[] = ["config", "lib", "modulesPath", "options", "pkgs"];

/** A value that cannot be written in Nix, and where it stands. */
export class UnprintableValue extends Error {
  /** Attribute names and list indices on the way to the value. */
  readonly at: readonly string[];
  readonly problem: string;
  /** Where the value was declared, when known: `hosts/mauville.ts: karakeep`. */
  readonly origin: string | undefined;

  constructor(at: readonly string[], problem: string, origin?: string) {
    super([...(origin === undefined ? [] : [origin]), at.join(".") || "the value", problem].join(": "));
    this.name = "UnprintableValue";
    this.origin = origin;
    this.at = at;
    this.problem = problem;
  }
}

/** Where in the output and in the value the printer is. */
interface Place {
  /** Spaces that begin a further line. */
  readonly indent: string;
  readonly at: readonly string[];
  /** Parameters of the functions around. */
  readonly bound: readonly string[];
  /** Attribute sets and lists around, to notice one that contains itself. */
  readonly inside: readonly unknown[];
  /** Module arguments met so far. */
  readonly used: Set<string>;
}

function top(): Place {
  return { indent: "", at: [], bound: [], inside: [], used: new Set() };
}

/**
 * A value as Nix, laid out as nixfmt does, without a newline at its end; attributes keep their order.
 * @throws {UnprintableValue} for what Nix has no value for, such as NaN, functions or text with a NUL character.
 * @see https://github.com/NixOS/nixfmt/blob/master/standard.md
 */
export function printNix(value: unknown): string {
  return printExpression(value, top());
}

/**
 * A whole file with a NixOS module: the module arguments that it uses, then its options.
 * @throws {UnprintableValue} as {@link printNix}.
 */
export function printModule(module: object): string {
  const place = top();
  const bindings = printBindings(module, indent(enter(module, place)));
  const body = bindings.map((binding, index) => {
    const apart = index > 0 && [binding, bindings[index - 1]].some((text) => text?.includes("\n"));
    return `${apart ? "\n" : ""}  ${binding}\n`;
  });
  const header = printHeader(moduleArguments.filter((name) => place.used.has(name)));
  return bindings.length === 0 ? `${header}{ }\n` : `${header}{\n${body.join("")}}\n`;
}

function printHeader(names: readonly string[]): string {
  if (names.length === 0) return "";
  if (names.length <= 2) return `{ ${names.join(", ")}, ... }:\n`;
  return `{\n${names.map((name) => `  ${name},\n`).join("")}  ...\n}:\n`;
}

/** Any value where nothing around it binds tighter: behind `=` and `:`, between parentheses. */
function printExpression(value: unknown, place: Place): string {
  if (!isNixExpression(value)) return printData(value, place);
  const node = value[syntax];
  switch (node.kind) {
    case "raw":
      return printRaw(node, place);
    case "path":
      return literal(place, () => printPath(node.path));
    case "select":
      return printSelect(node, place);
    case "apply":
      return printApply(node, place).text;
    case "string":
      return printString(node.fragments, place);
    default:
      return printFunction(node, place);
  }
}

function printData(value: unknown, place: Place): string {
  if (value === null) return "null";
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number") return literal(place, () => printNumber(value));
  if (typeof value === "string") return printString([value], place);
  if (Array.isArray(value)) return printList(value, place);
  if (isAttrs(value)) return braced(printBindings(value, indent(enter(value, place))), place);
  throw new UnprintableValue(place.at, `expected a Nix value, got ${described(value)}`);
}

/** A value where Nix wants one term: a list item, an argument. */
function printTerm(value: unknown, place: Place, where: "item" | "argument"): string {
  if (isAttrs(value)) {
    const [only, ...more] = printBindings(value, indent(enter(value, place)));
    if (only === undefined) return "{ }";
    const oneLine = `{ ${only} }`;
    return more.length === 0 && fits(oneLine) ? oneLine : braced([only, ...more], place);
  }
  const compact = printExpression(value, place);
  if (isTerm(value)) return compact;
  const kind = isNixExpression(value) ? value[syntax].kind : undefined;
  if (fits(compact) || kind === "function" || (where === "item" && !printsExploded(value, place))) {
    return `(${compact})`;
  }
  const deeper = indent(place);
  return `(\n${deeper.indent}${printExpression(value, deeper)}\n${place.indent})`;
}

/** Whether Nix reads the printed value as one term, without parentheses. */
function isTerm(value: unknown): boolean {
  if (typeof value === "number") return value >= 0;
  if (!isNixExpression(value)) return true;
  const node = value[syntax];
  if (node.kind === "raw") return node.text.split(".").every(isIdentifier);
  if (node.kind === "path") return isPathLiteral(node.path);
  return node.kind === "select" || node.kind === "string";
}

function braced(bindings: readonly string[], place: Place): string {
  if (bindings.length === 0) return "{ }";
  return `{\n${bindings.map((binding) => `${place.indent}  ${binding}\n`).join("")}${place.indent}}`;
}

function printBindings(attrs: object, place: Place): readonly string[] {
  return definedEntries(attrs).map(([name, value]) => printBinding([name], value, below(place, name)));
}

/** `name = value;`, sets of a single attribute written as a path: `services.immich.enable = true;`. */
function printBinding(names: readonly string[], value: unknown, place: Place): string {
  if (isAttrs(value)) {
    const [only, ...more] = definedEntries(value);
    if (only && more.length === 0) {
      return printBinding([...names, only[0]], only[1], below(enter(value, place), only[0]));
    }
  }
  const start = `${literal(place, () => printNames(names))} =`;
  const sameLine = printExpression(value, place);
  const firstLine = sameLine.split("\n", 1)[0] ?? "";
  const tooLong = `${start} ${firstLine};`.length > width;
  if (tooLong && Array.isArray(value)) return `${start} ${bracketed(printItems(value, place), place)};`;
  // Moving another single term to a line of its own gains nothing.
  if (isTerm(value) || (!tooLong && !printsExploded(value, place))) return `${start} ${sameLine};`;
  const deeper = indent(place);
  return `${start}\n${deeper.indent}${printExpression(value, deeper)};`;
}

function printList(items: readonly unknown[], place: Place): string {
  const printed = printItems(items, place);
  const oneLine = `[ ${printed[0] ?? ""} ]`;
  return printed.length === 1 && fits(oneLine) ? oneLine : bracketed(printed, place);
}

function printItems(items: readonly unknown[], place: Place): readonly string[] {
  const deeper = indent(enter(items, place));
  return items.flatMap((item, index) =>
    item === undefined ? [] : [printTerm(item, below(deeper, String(index)), "item")],
  );
}

function bracketed(items: readonly string[], place: Place): string {
  if (items.length === 0) return "[ ]";
  return `[\n${items.map((item) => `${place.indent}  ${item}\n`).join("")}${place.indent}]`;
}

type Syntax<K extends NixSyntax["kind"]> = Extract<NixSyntax, { kind: K }>;

function printSelect({ root, names }: Syntax<"select">, place: Place): string {
  if (moduleArguments.includes(root) && !place.bound.includes(root)) place.used.add(root);
  else if (!place.bound.includes(root)) {
    throw new UnprintableValue(
      place.at,
      `"${root}" is used outside of the function that has it as parameter`,
    );
  }
  return literal(place, () => [root, ...names.map(printName)].join("."));
}

/** Function and arguments on one line, a last one of several lines beginning there too (`f x {`); else one a line. */
function printApply(
  node: Syntax<"apply">,
  place: Place,
): { readonly text: string; readonly exploded: boolean } {
  const terms = [node.function, ...node.arguments];
  const oneLine = terms.map((term) => printTerm(term, place, "argument"));
  const text = oneLine.join(" ");
  const onlyLastIsLong = oneLine.slice(0, -1).every((term) => !term.includes("\n"));
  if (onlyLastIsLong && fits(text.split("\n", 1)[0] ?? "")) return { text, exploded: false };
  const deeper = indent(place);
  const [first, ...rest] = terms;
  const lines = [
    printTerm(first, place, "argument"),
    ...rest.map((term) => `${deeper.indent}${printTerm(term, deeper, "item")}`),
  ];
  return { text: lines.join("\n"), exploded: true };
}

function printsExploded(value: unknown, place: Place): boolean {
  if (!isNixExpression(value)) return false;
  const node = value[syntax];
  return node.kind === "apply" && printApply(node, place).exploded;
}

function printFunction({ parameter, body }: Syntax<"function">, place: Place): string {
  if (!isIdentifier(parameter)) {
    throw new UnprintableValue(place.at, `a parameter is an identifier, got ${JSON.stringify(parameter)}`);
  }
  return `${parameter}: ${printExpression(body, { ...place, bound: [...place.bound, parameter] })}`;
}

function printString(fragments: readonly (string | NixExpression<unknown>)[], place: Place): string {
  const written = (inner: Place) =>
    fragments.map((fragment) =>
      typeof fragment === "string" ? fragment : { code: printExpression(fragment, inner) },
    );
  return literal(place, () => indented(written(indent(place)), place.indent) ?? quoted(written(place)));
}

/** Raw text as it is, its lines not moved, since they may belong to strings. */
function printRaw({ text }: Syntax<"raw">, place: Place): string {
  if (text.trim() === "") throw new UnprintableValue(place.at, "an expression is empty");
  for (const name of moduleArguments) {
    if (new RegExp(`(?<![\\w.'-])${name}(?![\\w'-])`).test(text)) place.used.add(name);
  }
  // A comment must not swallow what follows.
  return /#[^\n]*$/.test(text) ? `${text}\n${place.indent}` : text;
}

function literal(place: Place, print: () => string): string {
  try {
    return print();
  } catch (error) {
    if (error instanceof NoNixLiteral) throw new UnprintableValue(place.at, error.message);
    throw error;
  }
}

function fits(text: string): boolean {
  return text.length <= width && !text.includes("\n");
}

function indent(place: Place): Place {
  return { ...place, indent: `${place.indent}  ` };
}

function below(place: Place, name: string): Place {
  return { ...place, at: [...place.at, name] };
}

function enter(value: object, place: Place): Place {
  if (place.inside.includes(value)) throw new UnprintableValue(place.at, "a value that contains itself");
  return { ...place, inside: [...place.inside, value] };
}

function isAttrs(value: unknown): value is object {
  if (typeof value !== "object" || value === null || Array.isArray(value) || isNixExpression(value))
    return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function definedEntries(attrs: object): readonly (readonly [string, unknown])[] {
  return Object.entries(attrs).filter(([, value]) => value !== undefined);
}

function described(value: unknown): string {
  if (typeof value !== "object" || value === null) return typeof value;
  return `an object of class ${value.constructor.name}`;
}
