/** Pairs of the first entry with a key and each later entry with the same key; entries without a key have no pair. */
export function repeated<T>(
  entries: readonly T[],
  keyOf: (entry: T) => string | undefined,
): [first: T, second: T][] {
  const seen = new Map<string, T>();
  return entries.flatMap((entry): [T, T][] => {
    const key = keyOf(entry);
    if (key === undefined) return [];
    const first = seen.get(key);
    if (first !== undefined) return [[first, entry]];
    seen.set(key, entry);
    return [];
  });
}
