import { definitionsIn } from "../nix/expressions.ts";
import { isNixExpression } from "../nix/values.ts";
import {
  childOf,
  itemChild,
  joinOptionPath,
  namedChildren,
  placeholderChild,
  readOnlyMark,
  typeOfNode,
  type OptionBranch,
  type OptionNode,
} from "./option-tree.ts";
import { freeformBelow, type OptionType } from "./option-type.ts";
import { describeType, describeValue, type OptionProblem } from "./problem.ts";
import { loadSnapshot, typeOf, type OptionSystem } from "./snapshot.ts";
import { matchesPattern } from "./string-pattern.ts";
import { closeName, unknownOption } from "./unknown-option.ts";
import { unlistedNames } from "./unlisted.ts";

/** Every mistake in a configuration, by the facts of the snapshot; what only Nix can know is taken as it is. */
export function checkNixosConfig(config: object): OptionProblem[] {
  return checkOptions(config, "nixos");
}

/** As `checkNixosConfig`, for any system; nothing is found where there is no snapshot of the system's options. */
export function checkOptions(config: object, system: OptionSystem): OptionProblem[] {
  const root = loadSnapshot(system);
  return root === undefined ? [] : checkAgainst(root, config);
}

/** As `checkOptions`, against a tree of options. */
export function checkAgainst(root: OptionBranch, config: object): OptionProblem[] {
  return new Checker(root).option(root, config, []);
}

/** Where a value stands: the type it must fit, in the manual's words, and the options below. */
interface Place {
  readonly path: readonly string[];
  readonly node: OptionNode | undefined;
  readonly words: string;
}

class Checker {
  readonly #root: OptionBranch;

  constructor(root: OptionBranch) {
    this.#root = root;
  }

  /**
   * Checks the value of a declared option, or of a branch of options.
   * @param freeform What takes undeclared names, where the branch has no type of its own.
   */
  option(node: OptionNode, value: unknown, path: readonly string[], freeform?: OptionType): OptionProblem[] {
    const words = typeOfNode(node);
    if (words?.startsWith(readOnlyMark) === true) return value === undefined ? [] : [readOnly(path, value)];
    const place = { path, node, words: words ?? "attribute set of options" };
    if (words !== undefined) return this.#fits(typeOf(words), value, place);
    const type: OptionType = freeform === undefined ? { kind: "submodule" } : { kind: "submodule", freeform };
    return this.#fits(
      placeholderChild(node) === undefined ? type : { kind: "attrs", of: type },
      value,
      place,
    );
  }

  #fits(type: OptionType, value: unknown, place: Place): OptionProblem[] {
    if (value === undefined) return [];
    if (isNixExpression(value)) {
      return (definitionsIn(value) ?? []).flatMap((definition) => this.#fits(type, definition, place));
    }
    switch (type.kind) {
      case "anything":
      case "unknown":
      case "data":
        return [];
      case "list":
      case "tuple":
        return this.#list(type, value, place);
      case "attrs":
        return isAttrs(value) ? this.#attrs(type.of, value, place) : [wrongType(place, value)];
      case "submodule":
        return isAttrs(value) ? this.#submodule(type, value, place) : [wrongType(place, value)];
      case "system":
        return isAttrs(value)
          ? this.#submodule({ kind: "submodule" }, value, { ...place, node: this.#root })
          : [wrongType(place, value)];
      case "union":
        return this.#union(type.of, value, place);
      default:
        return scalar(type, value, place);
    }
  }

  #list(type: OptionType & { kind: "list" | "tuple" }, value: unknown, place: Place): OptionProblem[] {
    if (!Array.isArray(value)) return [wrongType(place, value)];
    const wrongLength =
      type.kind === "tuple" ? value.length !== type.of.length : type.nonEmpty === true && value.length === 0;
    if (wrongLength) return [wrongType(place, value)];
    return value.flatMap((item: unknown, index) => {
      const of = type.kind === "tuple" ? type.of[index] : type.of;
      const node = type.kind === "tuple" ? undefined : itemChild(place.node);
      return of === undefined
        ? []
        : this.#fits(of, item, { ...place, node, path: [...place.path, `[${index}]`] });
    });
  }

  #attrs(of: OptionType, value: object, place: Place): OptionProblem[] {
    const node = placeholderChild(place.node)?.[1];
    const given = unlistedNames(value);
    return Object.entries(value).flatMap(([name, entry]: [string, unknown]) =>
      given.has(name) ? [] : this.#fits(of, entry, { ...place, node, path: [...place.path, name] }),
    );
  }

  #submodule(type: OptionType & { kind: "submodule" }, value: object, place: Place): OptionProblem[] {
    const outside = unlistedNames(value);
    const below = freeformBelow(type.freeform);
    return Object.entries(value).flatMap(([name, entry]: [string, unknown]) => {
      const path = [...place.path, name];
      const child = childOf(place.node, name);
      if (outside.has(name)) return child === undefined ? [] : [listedAfterAll(path)];
      if (entry === undefined) return [];
      if (child !== undefined) return this.option(child, entry, path, below);
      return this.#undeclared(type.freeform, entry, { ...place, path });
    });
  }

  /** A name that a submodule does not declare: one of its freeform names, or a mistake. */
  #undeclared(freeform: OptionType | undefined, entry: unknown, place: Place): OptionProblem[] {
    const declared = namedChildren(place.node).map(([name]) => name);
    if (freeform === undefined) {
      // The manual does not tell the options of some submodules.
      return declared.length === 0 ? [] : unknownOption(this.#root, place.path, entry, declared);
    }
    const close = closeName(place.path.at(-1) ?? "", declared);
    if (close !== undefined) return unknownOption(this.#root, place.path, entry, [close]);
    return freeform.kind === "attrs"
      ? this.#fits(freeform.of, entry, { ...place, node: placeholderChild(place.node)?.[1] })
      : [];
  }

  /** Fits when one alternative does; else the mistakes inside of the alternative that has the value's shape are told. */
  #union(arms: readonly OptionType[], value: unknown, place: Place): OptionProblem[] {
    const shaped = arms.filter((arm) => hasShape(arm, value));
    const tried = shaped.map((arm) => this.#fits(arm, value, place));
    if (tried.some((problems) => problems.length === 0)) return [];
    const [first] = tried;
    return tried.length === 1 && first !== undefined ? first : [wrongType(place, value)];
  }
}

/** Whether a value could be of a type, by its outermost form alone. */
function hasShape(type: OptionType, value: unknown): boolean {
  switch (type.kind) {
    case "list":
    case "tuple":
      return Array.isArray(value);
    case "attrs":
    case "submodule":
    case "system":
      return isAttrs(value);
    case "integer":
    case "number":
      return typeof value === "number";
    case "string":
    case "path":
    case "package":
      return typeof value === "string";
    case "boolean":
      return typeof value === "boolean";
    case "null":
      return value === null;
    case "literal":
      return type.values.some((allowed) => typeof allowed === typeof value);
    case "function":
      return false;
    default:
      return true;
  }
}

function scalar(type: OptionType, value: unknown, place: Place): OptionProblem[] {
  if (type.kind === "integer" || type.kind === "number") {
    if (typeof value !== "number" || (type.kind === "integer" && !Number.isInteger(value)))
      return [wrongType(place, value)];
    const { min = -Infinity, max = Infinity } = type;
    return value < min || value > max
      ? [{ ...wrongType(place, value), kind: "range", remedy: "give a number in that range" }]
      : [];
  }
  return fitsScalar(type, value) ? [] : [wrongType(place, value)];
}

function fitsScalar(type: OptionType, value: unknown): boolean {
  switch (type.kind) {
    case "null":
      return value === null;
    case "boolean":
      return typeof value === "boolean";
    case "string":
      return (
        typeof value === "string" &&
        (type.nonEmpty !== true || value.trim() !== "") &&
        (type.pattern === undefined || matchesPattern(value, type.pattern))
      );
    case "path":
      return typeof value === "string" && value.startsWith("/");
    case "package":
      return typeof value === "string" && value.startsWith("/nix/store/");
    case "literal":
      return type.values.some((allowed) => allowed === value);
    default:
      return false;
  }
}

function isAttrs(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isNixExpression(value);
}

function wrongType(place: Place, value: unknown): OptionProblem {
  return {
    path: joinOptionPath(place.path),
    kind: "type",
    got: describeValue(value, place.path.join(".")),
    expected: describeType(place.words),
    remedy: "give such a value, or an expression that makes one",
  };
}

function readOnly(path: readonly string[], value: unknown): OptionProblem {
  return {
    path: joinOptionPath(path),
    kind: "type",
    got: describeValue(value, path.join(".")),
    expected: "nothing: the option is read-only, NixOS sets it itself",
    remedy: "remove it",
  };
}

/** A listed option that `unlisted` gives may have replaced the one that was written plainly. */
function listedAfterAll(path: readonly string[]): OptionProblem {
  return {
    path: joinOptionPath(path),
    kind: "type",
    got: `${joinOptionPath(path)} through unlisted()`,
    expected: "only options that are not listed",
    remedy: "write it plainly, and use unlisted() at the level where the name is missing",
  };
}
