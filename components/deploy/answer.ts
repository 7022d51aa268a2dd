/** What a script on a machine said: keys with one or more values, in their order. */
export class Answer {
  readonly #facts = new Map<string, string[]>();

  /** Takes one line of a script's output; lines that are no facts are ignored. */
  add(line: string): readonly [key: string, value: string] | undefined {
    const match = /^([a-z-]+)\t(.*)$/.exec(line);
    const [, key, value] = match ?? [];
    if (key === undefined || value === undefined) return undefined;
    this.#facts.set(key, [...this.all(key), value]);
    return [key, value];
  }

  /** The last value said under a key. */
  get(key: string): string | undefined {
    return this.#facts.get(key)?.at(-1);
  }

  /** The last value said under a key, or an empty string. */
  text(key: string): string {
    return this.get(key) ?? "";
  }

  all(key: string): readonly string[] {
    return this.#facts.get(key) ?? [];
  }
}
