import { RunError } from "@pulumi/pulumi/errors.js";

/** One mistake in what a user declared. */
export interface Problem {
  /** File to open, relative to the fleet's folder: `hosts/mauville.ts`. */
  readonly file: string;
  /** Path of the value inside the file's declaration: `services.karakeep.port`; empty for the whole file. */
  readonly field: string;
  /** What is wrong, with what was found and what was expected; one line. */
  readonly message: string;
  /** What to change. */
  readonly remedy: string;
}

/**
 * Mistakes of the user, all at once. Pulumi prints its text alone, without a stack.
 * @see https://www.pulumi.com/docs/reference/pkg/nodejs/pulumi/pulumi/#RunError
 */
export class FleetError extends RunError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(describeProblems(problems));
    this.name = "FleetError";
    this.problems = problems;
  }
}

/** The text that a person reads: problems grouped by file, files and fields in order. */
export function describeProblems(problems: readonly Problem[]): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const ordered = problems.toSorted(
    (a, b) =>
      a.file.localeCompare(b.file) || a.field.localeCompare(b.field) || a.message.localeCompare(b.message),
  );
  const width = Math.max(...ordered.map((problem) => problem.file.length)) + 2;
  const lines = ordered.flatMap(({ file, field, message, remedy }) => [
    `${file.padEnd(width)}${field === "" ? "" : `${field}: `}${message}`,
    `${" ".repeat(width)}${remedy}`,
  ]);
  return [`${count} in the fleet; nothing was planned or written.`, "", ...lines].join("\n");
}
