/** One mistake in the values given to options. */
export interface OptionProblem {
  /** Path of the option: `services.openssh.settings.PasswordAuthentication`, `swapDevices[0].size`. */
  readonly path: string;
  /**
   * `unknown`: no such option; `renamed` and `removed`: there was one; `type`: a value of another kind;
   * `range`: a number that is too small or too large.
   */
  readonly kind: "unknown" | "renamed" | "removed" | "type" | "range";
  /** What was given, shortened: `"yes"`, `a list`. */
  readonly got: string;
  /** What the manual says it takes: `null or boolean`. */
  readonly expected: string;
  /** What to change. */
  readonly remedy: string;
}

const longestText = 60;
const longestType = 240;

/** A value as it can be shown: short, and without what may be a secret. */
export function describeValue(value: unknown, optionName: string): string {
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an attribute set";
  if (typeof value === "function") return "a function";
  if (typeof value !== "string") return String(value);
  if (/passw|secret|token|key|hash|psk/i.test(optionName)) return "a string";
  return JSON.stringify(value.length > longestText ? `${value.slice(0, longestText)}…` : value);
}

/** A type in the manual's words, shortened. */
export function describeType(words: string): string {
  return words.length > longestType ? `${words.slice(0, longestType)}…` : words;
}
