import { execa } from "execa";
import { CommandFailure } from "./command-failure.ts";

/** How a program is run; every run has a time limit. */
export interface RunOptions {
  /** Kill the program after this many seconds. */
  readonly timeoutSeconds: number;
  readonly cwd?: string;
  /** Variables added to this process's environment; `undefined` removes one. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Text for standard input. @default nothing: the program reads end-of-file */
  readonly stdin?: string;
  /** Host and phase named when the program fails. */
  readonly host?: string;
  readonly phase?: string;
  /** Called with each line as it is printed. */
  readonly onLine?: (line: string, stream: "stdout" | "stderr") => void;
  /** Exit codes that are answers and not failures. @default [0] */
  readonly acceptExitCodes?: readonly number[];
  /** Stops the program when aborted. */
  readonly signal?: AbortSignal;
}

/** What a finished program printed. */
export interface RunResult {
  /** Standard output without the last newline. */
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** How long a program that must end may take for it before it is killed. */
const secondsToDie = 2;

/** A program and its arguments; no shell ever sees them. */
export type Argv = readonly [string, ...string[]];

/**
 * Runs a program to its end.
 * @throws {CommandFailure} when it cannot start, exits with another code than accepted, or takes too long.
 */
export async function run(argv: Argv, options: RunOptions): Promise<RunResult> {
  const [file, ...args] = argv;
  const child = execa(file, args, {
    cwd: options.cwd,
    env: options.env,
    input: options.stdin ?? "",
    timeout: options.timeoutSeconds * 1000,
    forceKillAfterDelay: secondsToDie * 1000,
    reject: false,
    buffer: true,
    cancelSignal: options.signal,
  });
  const { onLine } = options;
  if (onLine) {
    void follow(child.iterable({ from: "stdout" }), (line) => onLine(line, "stdout"));
    void follow(child.iterable({ from: "stderr" }), (line) => onLine(line, "stderr"));
  }
  // What it started may outlive it and hold its output open: then reading ends, too.
  const stopReading = setTimeout(
    () => {
      child.stdout.destroy();
      child.stderr.destroy();
    },
    (options.timeoutSeconds + secondsToDie + 1) * 1000,
  );
  const result = await child.finally(() => clearTimeout(stopReading));
  const accepted = options.acceptExitCodes ?? [0];
  if (result.exitCode === undefined || !accepted.includes(result.exitCode)) {
    throw new CommandFailure({
      argv,
      host: options.host,
      phase: options.phase,
      exitCode: result.exitCode,
      signal: result.signal,
      timedOutAfterSeconds: result.timedOut ? options.timeoutSeconds : undefined,
      reason: result.exitCode === undefined && !result.timedOut ? result.originalMessage : undefined,
      output: [result.stdout, result.stderr].filter((text) => text !== "").join("\n"),
    });
  }
  return { stdout: result.stdout, stderr: result.stderr, exitCode: result.exitCode };
}

async function follow(lines: AsyncIterable<string>, onLine: (line: string) => void): Promise<void> {
  try {
    for await (const line of lines) onLine(line);
  } catch {
    // A failing program ends its streams with the same error that `run` reports.
  }
}
