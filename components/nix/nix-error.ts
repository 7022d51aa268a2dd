/** How many lines of an error are kept. */
const linesKept = 20;

/**
 * The lines of Nix's output that say what is wrong and where: the innermost error and the places in the flake that led
 * to it, sources named by their path in the flake.
 * @param isInFlake whether a path, relative to a flake, is a file of this one
 */
export function essentialError(output: string, isInFlake: (path: string) => boolean): string {
  const lines = output
    .split("\n")
    .map((line) =>
      line.replaceAll(/(?:«[^»]*»|\/nix\/store\/[a-z0-9]{32}-source)\/([^:'"\s]+)/g, (whole, path: string) =>
        isInFlake(path) ? path : whole,
      ),
    )
    .filter((line) => line.trim() !== "" && !line.includes("--show-trace"));
  const start = errorStart(lines);
  if (start < 0) return lines.slice(-linesKept).join("\n");
  const error = lines.slice(start, start + linesKept);
  const here = lines
    .slice(0, start)
    .flatMap((line) => /\bat (\S+\.nix:\d+:\d+)/.exec(line)?.[1] ?? [])
    .filter((place) => isInFlake(place.replace(/:\d+:\d+$/, "")));
  const last = here.at(-1);
  const known = last === undefined || error.some((line) => line.includes(last));
  return [...withoutIndentation(error), ...(known ? [] : [`called from ${last}`])].join("\n");
}

/** Where the innermost evaluation error begins, or the first failed build; the ones after it only follow from it. */
function errorStart(lines: readonly string[]): number {
  const failedBuild = lines.findIndex((line) => /error: (?:builder for|Cannot build)/.test(line));
  return failedBuild >= 0 ? failedBuild : lines.findLastIndex((line) => /^\s*error:/.test(line));
}

function withoutIndentation(lines: readonly string[]): readonly string[] {
  const indents = lines.map((line) => line.length - line.trimStart().length);
  return lines.map((line, index) => line.slice(Math.min(indents[0] ?? 0, indents[index] ?? 0)));
}
