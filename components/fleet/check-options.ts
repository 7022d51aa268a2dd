import { checkNixosConfig } from "../options/check-config.ts";
import type { OptionProblem } from "../options/problem.ts";
import type { Problem } from "./problem.ts";

/**
 * Checks NixOS options that a file gives, by the facts of the release's manual.
 * @param field Where in the file the options stand: `nixos`; empty for the whole file.
 */
export function optionProblems(config: object, file: string, field: string): Problem[] {
  return checkNixosConfig(config).map((problem) => ({
    file,
    field: field === "" ? problem.path : `${field}.${problem.path}`,
    message: messageOf(problem),
    remedy: problem.remedy,
  }));
}

function messageOf({ kind, got, expected }: OptionProblem): string {
  switch (kind) {
    case "unknown":
      return "no such option";
    case "removed":
      return "no such option any more";
    case "renamed":
      return `the option is now called ${expected}`;
    case "type":
    case "range":
      return `got ${got}, expected ${expected}`;
  }
}
