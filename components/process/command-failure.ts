/** How many of a failed program's last lines are shown. */
const lastLinesShown = 20;

/** What is known of a program that failed. */
export interface CommandFailureDetails {
  readonly argv: readonly string[];
  readonly host?: string | undefined;
  readonly phase?: string | undefined;
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly timedOutAfterSeconds?: number | undefined;
  /** Why it could not even start, e.g. `spawn nix ENOENT`. */
  readonly reason?: string | undefined;
  readonly output: string;
}

/** A program failed: says host, phase, command, how it ended and its last lines. */
export class CommandFailure extends Error {
  readonly details: CommandFailureDetails;

  constructor(details: CommandFailureDetails) {
    super(describe(details));
    this.name = "CommandFailure";
    this.details = details;
  }
}

function describe(details: CommandFailureDetails): string {
  const subject = [details.host, details.phase].filter((part) => part !== undefined).join(": ");
  const lines = details.output
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-lastLinesShown);
  return [
    `${subject === "" ? "" : `${subject}: `}${ending(details)}`,
    `  command: ${details.argv.map(shown).join(" ")}`,
    ...lines.map((line) => `  | ${line}`),
  ].join("\n");
}

function ending(details: CommandFailureDetails): string {
  if (details.timedOutAfterSeconds !== undefined) return `no end after ${details.timedOutAfterSeconds} s`;
  if (details.reason !== undefined) return `could not run: ${details.reason}`;
  if (details.signal !== undefined) return `ended by ${details.signal}`;
  return `exit code ${details.exitCode ?? "unknown"}`;
}

/** An argument as a person would type it, long ones cut. */
function shown(argument: string): string {
  const text = argument.length > 120 ? `${argument.slice(0, 117)}…` : argument;
  return /^[\w@%+=:,./…#^-]+$/.test(text) ? text : JSON.stringify(text);
}
