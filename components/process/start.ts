import type { Argv } from "./run.ts";
import { spawned, type Spawned } from "./spawned.ts";

/** A program that goes on running beside this one. */
export interface StartedProgram extends Omit<Spawned, "stopReading" | "ended"> {
  /** How it ended; never rejects. */
  readonly ended: Promise<{ readonly exitCode: number | undefined; readonly stderr: string }>;
}

/**
 * Starts a program and returns at once; the caller bounds how long it may run.
 * It ends at the latest with this process.
 */
export function start(
  argv: Argv,
  options: {
    readonly env?: Readonly<Record<string, string | undefined>>;
    readonly onLine: (line: string) => void;
  },
): StartedProgram {
  let stderr = "";
  const program = spawned(argv, {
    env: options.env,
    onLine: (line, stream) => stream === "stdout" && options.onLine(line),
    onText: (text, stream) => {
      if (stream === "stderr") stderr += text;
    },
  });
  return {
    ...program,
    ended: program.ended.then(({ exitCode, reason }) => ({
      exitCode,
      stderr: reason ?? stderr.replace(/\n$/, ""),
    })),
  };
}
