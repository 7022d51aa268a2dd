import { resolve } from "node:path";
import { buildSystem } from "../nix/build.ts";
import { absoluteInputs, isAllLocal } from "./flake-inputs.ts";

/** No build of a whole system takes longer. */
const buildSeconds = 4 * 60 * 60;

/**
 * Builds the host that an environment names; the working directory is the project.
 * @param environment As `buildEnvironment` makes it.
 * @param onLine Called with Nix's lines of progress.
 * @returns its toplevel: `/nix/store/…-nixos-system-…`
 * @throws {CommandFailure} with Nix's error.
 */
export function buildHost(
  environment: Readonly<Record<string, string | undefined>>,
  onLine: (line: string) => void,
): Promise<string> {
  const variable = (name: string): string => {
    const value = environment[name];
    if (value === undefined || value === "") throw new Error(`the environment variable ${name} is not set`);
    return value;
  };
  const host = variable("CONFEDERATION_HOST");
  const urls = flakeInputs(environment["CONFEDERATION_INPUTS"] ?? "{}");
  return buildSystem({
    flakeDir: resolve("flake"),
    host,
    overrideInputs: absoluteInputs(urls),
    outLink: resolve(".confederation/systems", variable("CONFEDERATION_STACK"), host),
    evaluators: {
      folder: resolve(".confederation/evaluators"),
      limit: evaluators(environment["CONFEDERATION_EVALUATORS"]),
      waitSeconds: buildSeconds,
    },
    timeoutSeconds: buildSeconds,
    offline: isAllLocal(urls),
    onLine,
  });
}

// By hand: loading a library of schemas would be a third of this program's start.
function flakeInputs(json: string): Readonly<Record<string, string>> {
  const inputs: unknown = JSON.parse(json);
  const entries = typeof inputs === "object" && inputs !== null ? Object.entries(inputs) : undefined;
  if (!entries) throw new Error(`CONFEDERATION_INPUTS: expected a JSON object of URLs, got ${json}`);
  return Object.fromEntries(
    entries.map(([name, url]: [string, unknown]) => {
      if (typeof url !== "string") throw new Error(`CONFEDERATION_INPUTS: ${name} is not a URL`);
      return [name, url];
    }),
  );
}

function evaluators(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1) return limit;
  throw new Error(`CONFEDERATION_EVALUATORS: expected a whole number, at least 1, got ${text}`);
}
