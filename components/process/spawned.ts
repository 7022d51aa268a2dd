import { spawn } from "node:child_process";
import { onExit } from "signal-exit";
import type { Argv } from "./run.ts";
import { lineSplitter } from "./line-splitter.ts";

export type OutputStream = "stdout" | "stderr";

/** How a program ended. */
export interface Ending {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** Why it could not even start: `spawn nix ENOENT`. */
  readonly reason: string | undefined;
}

export interface SpawnOptions {
  readonly cwd?: string | undefined;
  /** Variables added to this process's environment; `undefined` removes one. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Called with each line as it is printed. */
  readonly onLine?: ((line: string, stream: OutputStream) => void) | undefined;
  /** Called with output as it comes. */
  readonly onText: (text: string, stream: OutputStream) => void;
}

/** How long a program that must end may take for it before it is killed. */
export const secondsToDie = 2;

/** A program that was started; it is stopped when this process ends. */
export interface Spawned {
  readonly pid: number | undefined;
  /** Writes to its standard input; ignored once it has ended. */
  write(text: string): void;
  /** Closes its standard input. */
  endInput(): void;
  /** Ends it: politely, and after two seconds by force. */
  stop(): void;
  /** Closes its output, which programs that it started may hold open. */
  stopReading(): void;
  /** When it has ended and its output is read to the end; never rejects. */
  readonly ended: Promise<Ending>;
}

/**
 * Starts a program with pipes for its input and output.
 * @throws {Error} when the system refuses the arguments, e.g. `spawn E2BIG`.
 */
export function spawned([file, ...args]: Argv, options: SpawnOptions): Spawned {
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: "pipe",
  });
  const { promise: ended, resolve } = Promise.withResolvers<Ending>();
  let reason: string | undefined;
  let force: NodeJS.Timeout | undefined;
  const stopWatching = onExit(() => void child.kill());
  child.on("error", (error) => {
    if (child.pid === undefined) reason = error.message;
  });
  child.on("close", (code, signal) => {
    stopWatching();
    clearTimeout(force);
    resolve({
      exitCode: reason === undefined ? (code ?? undefined) : undefined,
      signal: signal ?? undefined,
      reason,
    });
  });
  // A program that ended closes the pipe; how it ended is told by `ended`.
  child.stdin.on("error", () => {});
  for (const stream of ["stdout", "stderr"] as const) {
    const { onLine } = options;
    const lines = onLine && lineSplitter((line) => onLine(line, stream));
    child[stream].setEncoding("utf8").on("error", () => {});
    child[stream].on("data", (text: string) => {
      options.onText(text, stream);
      lines?.add(text);
    });
    child[stream].on("close", () => lines?.end());
  }
  return {
    pid: child.pid,
    write: (text) => void (child.stdin.writable && child.stdin.write(text)),
    endInput: () => void child.stdin.end(),
    stop: () => {
      child.kill();
      force ??= setTimeout(() => void child.kill("SIGKILL"), secondsToDie * 1000);
      force.unref();
    },
    stopReading: () => {
      child.stdout.destroy();
      child.stderr.destroy();
    },
    ended,
  };
}
