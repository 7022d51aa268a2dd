import { CommandFailure } from "./command-failure.ts";
import { secondsToDie, spawned, type Ending, type OutputStream, type Spawned } from "./spawned.ts";

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
  readonly onLine?: (line: string, stream: OutputStream) => void;
  /** Exit codes that are answers and not failures. @default [0] */
  readonly acceptExitCodes?: readonly number[];
}

/** What a finished program printed. */
export interface RunResult {
  /** Standard output without the last newline. */
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** A program and its arguments; no shell ever sees them. */
export type Argv = readonly [string, ...string[]];

/**
 * Runs a program to its end.
 * @throws {CommandFailure} when it cannot start, exits with another code than accepted, or takes too long.
 */
export async function run(argv: Argv, options: RunOptions): Promise<RunResult> {
  const output = { stdout: "", stderr: "" };
  const { exitCode, timedOut, ...ending } = await toItsEnd(argv, options, (text, stream) => {
    output[stream] += text;
  });
  const stdout = output.stdout.replace(/\r?\n$/, "");
  const stderr = output.stderr.replace(/\r?\n$/, "");
  const accepted = options.acceptExitCodes ?? [0];
  if (exitCode !== undefined && accepted.includes(exitCode)) return { stdout, stderr, exitCode };
  throw new CommandFailure({
    argv,
    host: options.host,
    phase: options.phase,
    exitCode,
    ...ending,
    timedOutAfterSeconds: timedOut ? options.timeoutSeconds : undefined,
    output: [stdout, stderr].filter((text) => text !== "").join("\n"),
  });
}

async function toItsEnd(
  argv: Argv,
  options: RunOptions,
  onText: (text: string, stream: OutputStream) => void,
): Promise<Ending & { readonly timedOut: boolean }> {
  let timedOut = false;
  let program: Spawned;
  try {
    program = spawned(argv, { ...options, onText });
  } catch (error) {
    return { exitCode: undefined, signal: undefined, reason: String(error), timedOut };
  }
  const timeout = setTimeout(() => {
    timedOut = true;
    program.stop();
  }, options.timeoutSeconds * 1000);
  // What it started may outlive it and hold its output open: then reading ends, too.
  const patience = setTimeout(
    () => program.stopReading(),
    (options.timeoutSeconds + secondsToDie + 1) * 1000,
  );
  program.write(options.stdin ?? "");
  program.endInput();
  const ending = await program.ended;
  clearTimeout(timeout);
  clearTimeout(patience);
  return { ...ending, timedOut };
}
