import { execa } from "execa";
import type { Argv } from "./run.ts";

/** A program that goes on running beside this one. */
export interface StartedProgram {
  readonly pid: number | undefined;
  /** Writes to its standard input; ignored once it has ended. */
  write(text: string): void;
  /** Closes its standard input. */
  endInput(): void;
  /** Ends it: politely, and after two seconds by force. */
  stop(): void;
  /** How it ended; never rejects. */
  readonly ended: Promise<{ readonly exitCode: number | undefined; readonly stderr: string }>;
}

/**
 * Starts a program and returns at once; the caller bounds how long it may run.
 * It ends at the latest with this process, whose end closes its standard input.
 */
export function start(
  argv: Argv,
  options: {
    readonly env?: Readonly<Record<string, string | undefined>>;
    readonly onLine: (line: string) => void;
  },
): StartedProgram {
  const [file, ...args] = argv;
  const child = execa(file, args, {
    env: options.env,
    stdin: "pipe",
    reject: false,
    buffer: { stdout: false, stderr: true },
    forceKillAfterDelay: 2000,
  });
  // A program that ended closes the pipe; its end is reported by `ended`.
  child.stdin.on("error", () => {});
  const lines = (async () => {
    try {
      for await (const line of child.iterable()) options.onLine(line);
    } catch {
      // The same error ends `child`.
    }
  })();
  return {
    pid: child.pid,
    write: (text) => void (child.stdin.writable && child.stdin.write(text)),
    endInput: () => void child.stdin.end(),
    stop: () => void child.kill(),
    ended: child.then(async (result) => {
      await lines;
      return { exitCode: result.exitCode, stderr: result.stderr };
    }),
  };
}
