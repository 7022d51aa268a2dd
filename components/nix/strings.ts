import { NoNixLiteral } from "./no-nix-literal.ts";

/** The code of an expression that stands in a string as `${…}`. */
export interface Antiquotation {
  readonly code: string;
}

/** A string's text and the expressions in it. */
export type Fragments = readonly (string | Antiquotation)[];

/**
 * A string between double quotes, everything in it escaped.
 * @throws {NoNixLiteral} when a text holds what no Nix string can hold.
 */
export function quoted(fragments: Fragments): string {
  const parts = merged(fragments).map((fragment, index, all) => {
    if (typeof fragment !== "string") return `\${${fragment.code}}`;
    const text = fragment.replaceAll(/["\\\n\r\t]|\$(?=\{)/g, (character) => escapes[character] ?? character);
    // In `$${` the second dollar would not begin an antiquotation.
    return index + 1 < all.length && text.endsWith("$") ? `${text.slice(0, -1)}\\$` : text;
  });
  return `"${parts.join("")}"`;
}

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  $: "\\$",
};

/**
 * A string of several lines between `''`, its lines two spaces deeper than `indent`; `undefined` where that form would
 * be no clearer, or could change the value: Nix removes the common indentation and the blanks of the last line.
 * @throws {NoNixLiteral} when a text holds what no Nix string can hold.
 */
export function indented(fragments: Fragments, indent: string): string | undefined {
  const parts = merged(fragments);
  // NUL, which no text holds, stands for an antiquotation; where indentation is counted Nix takes it for text, too.
  const whole = parts.map((part) => (typeof part === "string" ? part : "\0")).join("");
  const lines = whole.split("\n");
  const last = lines.at(-1) ?? "";
  const content = last === "" ? lines.slice(0, -1) : lines;
  const hasUnindentedLine = content.some((line) => /^[^ ]/.test(line));
  if (content.length < 2 || !hasUnindentedLine || /^ +$/.test(last)) return undefined;
  if (/(?![\0\t\n])\p{Cc}/u.test(whole)) return undefined;
  // Next to these a quote or dollar would be read as part of an escape.
  if (/'(\$|\0|$)|\$\0/.test(whole)) return undefined;
  const lineStart = `${indent}  `;
  const text = parts.map((part, index) => {
    if (typeof part !== "string") return `\${${part.code}}`;
    const escaped = part.replaceAll("''", "'''").replaceAll("${", "''${");
    const deeper = escaped.replaceAll(/\n(?!\n|$)/g, `\n${lineStart}`);
    return index + 1 < parts.length && part.endsWith("\n") ? `${deeper}${lineStart}` : deeper;
  });
  const start = whole.startsWith("\n") ? "" : lineStart;
  const end = last === "" ? indent : "";
  return `''\n${start}${text.join("")}${end}''`;
}

/** The same without empty texts and texts side by side, so that nothing forms across their borders. */
function merged(fragments: Fragments): Fragments {
  const result: (string | Antiquotation)[] = [];
  for (const fragment of fragments) {
    const previous = result.at(-1);
    if (typeof fragment !== "string") result.push(fragment);
    else if (typeof previous === "string") result[result.length - 1] = previous + fragment;
    else if (fragment !== "") result.push(fragment);
  }
  for (const fragment of result) if (typeof fragment === "string") refuseUnwritable(fragment);
  return result;
}

function refuseUnwritable(text: string): void {
  if (text.includes("\0")) throw new NoNixLiteral("a Nix string cannot hold a NUL character");
  if (!text.isWellFormed()) throw new NoNixLiteral("a Nix string cannot hold half of a surrogate pair");
}
