// Version numbers as tools print them.

/** The first `1.2` or `1.2.3` in a text, as numbers; undefined when there is none. */
export function versionIn(text) {
  const found = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  return found ? [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)] : undefined;
}

/** Whether the version in a text is the wanted one or newer; a text without version is not. */
export function isAtLeast(text, wanted) {
  const have = versionIn(text);
  const want = versionIn(wanted);
  if (have === undefined || want === undefined) return false;
  for (let i = 0; i < 3; i++) if (have[i] !== want[i]) return have[i] > want[i];
  return true;
}
