import { NoNixLiteral } from "./no-nix-literal.ts";
import { quoted } from "./strings.ts";

const keywords = new Set(["assert", "else", "if", "in", "inherit", "let", "or", "rec", "then", "with"]);

/** Whether Nix reads the text as one identifier. */
export function isIdentifier(text: string): boolean {
  return /^[a-zA-Z_][a-zA-Z0-9_'-]*$/.test(text) && !keywords.has(text);
}

/** An attribute name, quoted where Nix needs it. */
export function printName(name: string): string {
  return isIdentifier(name) ? name : quoted([name]);
}

/** A path of attribute names: `services.nginx.virtualHosts."example.org"`. */
export function printNames(names: readonly string[]): string {
  return names.map(printName).join(".");
}

const int64Limit = 2 ** 63;
const smallestNormal = 2 ** -1022;

/**
 * A number; negative ones must be put in parentheses where Nix expects a term.
 * @throws {NoNixLiteral} for what Nix cannot read: NaN, infinities, whole numbers beyond 64 bits, subnormal floats.
 */
export function printNumber(value: number): string {
  if (!Number.isFinite(value)) throw new NoNixLiteral(`${value} is not a number Nix has`);
  if (Number.isInteger(value)) {
    if (Math.abs(value) >= int64Limit) throw new NoNixLiteral(`${value} does not fit Nix's 64-bit integers`);
    return BigInt(value).toString();
  }
  if (Math.abs(value) < smallestNormal)
    throw new NoNixLiteral(`${value} is too small a float for Nix to read`);
  // Nix wants a point before an exponent: 1e-7 is written 1.0e-7.
  return String(value).replace(/^(-?\d+)e/, "$1.0e");
}

/** Whether Nix reads the text as one path. */
export function isPathLiteral(text: string): boolean {
  return /^\.{0,2}(\/[a-zA-Z0-9._+-]+)+$/.test(text);
}

/**
 * A path literal, or `./. + "/with spaces"` where Nix's path syntax lacks the characters.
 * @throws {NoNixLiteral} when it does not begin with `./`, `../` or `/`.
 */
export function printPath(path: string): string {
  if (isPathLiteral(path)) return path;
  const match = /^(\.{0,2})(\/.+)$/s.exec(path);
  const [, base, rest] = match ?? [];
  if (base === undefined || rest === undefined) {
    throw new NoNixLiteral(`a path begins with ./, ../ or /, got ${JSON.stringify(path)}`);
  }
  return `${base}/. + ${quoted([rest])}`;
}
