import { nouns, shortWords } from "./type-words.ts";
import { union, type OptionType } from "./option-type.ts";

/**
 * Reads a type as the manual describes it: `null or (list of string)`.
 *
 * The language is what `description` of the types in nixpkgs makes: alternatives joined by `or`, where `list of` and
 * `attribute set of` bind tighter than `or`, and parentheses around everything else that is not one noun.
 * @see https://github.com/NixOS/nixpkgs/blob/nixos-25.11/lib/types.nix `optionDescriptionPhrase`
 */
export function parseOptionType(description: string): OptionType {
  // The manual adds a package option's relatives to its type.
  const text = description.replace(/ Related packages: .*$/s, "").trim();
  const parser = new TypeParser(text);
  const type = parser.alternatives();
  return type === undefined || !parser.atEnd() ? { kind: "unknown", description } : type;
}

const composites: readonly (readonly [RegExp, (of: OptionType) => OptionType])[] = [
  [/list of /y, (of) => ({ kind: "list", of })],
  [/(?:lazy )?(?:attribute set|attrs) of /y, (of) => ({ kind: "attrs", of })],
  [/open submodule of /y, (freeform) => ({ kind: "submodule", freeform })],
  [/section of an INI file /y, (of) => of],
  [/function that evaluates to a\(n\) /y, () => ({ kind: "function" })],
  [/pair of /y, (of) => ({ kind: "tuple", of: [of, of] })],
];

class TypeParser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  atEnd(): boolean {
    return this.#at === this.#text.length;
  }

  /** `A or B`, `A, or B`, `A or B convertible to it`, `A or a list of them`. */
  alternatives(): OptionType | undefined {
    const first = this.#operand();
    if (first === undefined) return undefined;
    const arms = [first];
    while (this.#take(/,? or /y) !== undefined) {
      const start = this.#at;
      // In `attrs of INI atom (…) or a list of them`, they are the atoms, not the section.
      const section = arms.length === 1 && first.kind === "attrs" ? first.of : undefined;
      const them = this.#ofThem(section === undefined ? union(arms) : section);
      const arm = them ?? this.#operand();
      if (arm === undefined) {
        this.#at = start;
        return undefined;
      }
      if (them !== undefined && section !== undefined)
        arms[0] = { kind: "attrs", of: union([section, them]) };
      else arms.push(arm);
      this.#take(/ convertible to it/y);
    }
    return union(arms);
  }

  /** One alternative: a noun, something composite, or a type in parentheses. */
  #operand(): OptionType | undefined {
    return (
      this.#literals() ??
      this.#nonEmptyList() ??
      this.#composite() ??
      this.#tuple() ??
      this.#pattern() ??
      this.#noun() ??
      this.#shortList() ??
      this.#stringNoun() ??
      this.#group()
    );
  }

  /** `a list of them for duplicate keys`: lists or sets of the alternatives before. */
  #ofThem(them: OptionType): OptionType | undefined {
    const list = /(?:a )?(non-empty )?list of them(?: for duplicate keys)?/y;
    const match = this.#take(list);
    if (match !== undefined) return { kind: "list", of: them, nonEmpty: match[1] !== undefined };
    return this.#take(/an attribute set of them/y) && { kind: "attrs", of: them };
  }

  /** `one of "a", "b"` or `value "a" (singular enum)`; some manuals have curly quotes. */
  #literals(): OptionType | undefined {
    const single = this.#take(/value ["“](.*?)["”] \(singular enum\)/y);
    if (single?.[1] !== undefined) return { kind: "literal", values: [single[1]] };
    if (this.#take(/one of /y) === undefined) return undefined;
    const values: (string | number | boolean | null)[] = [];
    do {
      const match = this.#take(
        /["“](?<text>.*?)["”](?=,? |\)|$)|<null>|(?<boolean>true|false)|(?<number>-?[\d.]+)/y,
      );
      if (match?.groups === undefined) return undefined;
      const { text, boolean, number } = match.groups;
      if (text !== undefined) values.push(text.replaceAll(/[“”]/g, '"'));
      else if (boolean !== undefined) values.push(boolean === "true");
      else values.push(number === undefined ? null : Number(number));
    } while (this.#take(/, (?!or )/y) !== undefined);
    return { kind: "literal", values };
  }

  #nonEmptyList(): OptionType | undefined {
    const start = this.#at;
    if (this.#take(/non-empty (?=\(list of )/y) === undefined) return undefined;
    const list = this.#group();
    if (list?.kind === "list") return { ...list, nonEmpty: true };
    this.#at = start;
    return undefined;
  }

  #composite(): OptionType | undefined {
    if (this.#take(/attribute set(?! of)/y) !== undefined) return { kind: "attrs", of: { kind: "anything" } };
    const start = this.#at;
    for (const [pattern, make] of composites) {
      if (this.#take(pattern) === undefined) continue;
      const of = this.#operand();
      if (of !== undefined) return make(of);
      this.#at = start;
    }
    return undefined;
  }

  /** `tuple of (A) (B)`. */
  #tuple(): OptionType | undefined {
    if (this.#take(/tuple of(?= \()/y) === undefined) return undefined;
    const of: OptionType[] = [];
    while (this.#take(/ (?=\()/y) !== undefined) {
      const item = this.#group();
      if (item === undefined) return undefined;
      of.push(item);
    }
    return { kind: "tuple", of };
  }

  /** `string matching the pattern [a-z]+`: the pattern ends where its parentheses do, or before another alternative. */
  #pattern(): OptionType | undefined {
    if (this.#take(/string matching the pattern /y) === undefined) return undefined;
    const end = this.#endOf((text, index) => skipInPattern(text, index));
    const pattern = this.#text.slice(this.#at, end);
    this.#at = end;
    return { kind: "string", pattern };
  }

  #noun(): OptionType | undefined {
    const start = this.#at;
    for (const { pattern, type } of nouns) {
      const match = this.#take(pattern);
      if (match === undefined) continue;
      this.#clause();
      if (this.#mayEnd()) return type(match);
      this.#at = start;
    }
    return undefined;
  }

  /** `(null, bool, int, float or string)`, with or without a name before it: `INI atom (…)`. */
  #shortList(): OptionType | undefined {
    const start = this.#at;
    const named = this.#take(/(?:\w+ )*atom \(/y) !== undefined;
    const words = Object.keys(shortWords).join("|");
    const match = this.#take(
      new RegExp(
        `(?:${words})(?:, (?:or )?(?:${words})\\b)${named ? "*" : "+"}(?: or (?:${words})\\b)?`,
        "y",
      ),
    );
    const types = match?.[0].split(/,? or |, /).map((word) => shortWords[word]);
    const known = types?.filter((type) => type !== undefined) ?? [];
    const closed = !named || this.#take(/\)/y) !== undefined;
    if (types !== undefined && known.length === types.length && closed && this.#mayEnd()) return union(known);
    this.#at = start;
    return undefined;
  }

  /** `string`, `single-line string`, `string, not containing newlines or colons`. */
  #stringNoun(): OptionType | undefined {
    const start = this.#at;
    if (this.#take(/(?:[\w-]+ ){0,2}string\b/y) === undefined) return undefined;
    this.#clause();
    if (this.#mayEnd()) return { kind: "string" };
    this.#at = start;
    return undefined;
  }

  /** What narrows a noun in words: `(with check: non-empty)`, `not in the Nix store`, `without spaces`. */
  #clause(): void {
    if (this.#take(/ \(with check: [^()]*\)/y) !== undefined) return;
    if (this.#take(/,? (?=not |without |with |starting |containing |of the form )/y) === undefined) return;
    this.#at = this.#endOf(
      (text, index) => index + (text[index] === "(" ? Math.max(1, text.indexOf(")", index) - index) : 1),
    );
  }

  /** `( A )`. */
  #group(): OptionType | undefined {
    const start = this.#at;
    if (this.#take(/\(/y) === undefined) return undefined;
    const inner = this.alternatives();
    if (inner !== undefined && this.#take(/\)/y) !== undefined) return inner;
    this.#at = start;
    return undefined;
  }

  /** Where free text ends: at the parenthesis that closes its group, or before ` or ` and a type that is understood. */
  #endOf(next: (text: string, index: number) => number): number {
    const text = this.#text;
    for (let index = this.#at; index < text.length; index = next(text, index)) {
      if (text[index] === ")" || text.startsWith(" convertible to it", index)) return index;
      const or = /,? or /y;
      or.lastIndex = index;
      const match = or.exec(text);
      if (match !== null && new TypeParser(text.slice(index + match[0].length)).#operand() !== undefined)
        return index;
    }
    return text.length;
  }

  #mayEnd(): boolean {
    return /(?:\)|,? or | convertible to it|$)/y.test(this.#text.slice(this.#at));
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#at += match[0].length;
    return match;
  }
}

/** The index after one piece of a regular expression: a group, a bracket expression, an escape or a character. */
function skipInPattern(text: string, index: number): number {
  if (text[index] === "\\") return index + 2;
  if (text[index] === "[") {
    const bracket = /\[\^?\]?(?:\[:\w+:\]|[^\]])*\]/y;
    bracket.lastIndex = index;
    return index + (bracket.exec(text)?.[0].length ?? 1);
  }
  if (text[index] !== "(") return index + 1;
  let at = index + 1;
  while (at < text.length && text[at] !== ")") at = skipInPattern(text, at);
  return at + 1;
}
