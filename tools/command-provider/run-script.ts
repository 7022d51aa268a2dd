// Runs one script as a child in its own process group, captures all it says and ends it when told to.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { cwd } from "node:process";
import type { ScriptInputs } from "./inputs.ts";

/** What a script said, without the last line's end. */
export interface ScriptOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** Receives whole lines while the script runs. */
export type OnLine = (line: string) => void;

const running = new Set<number>();

/**
 * Runs a script to its end and the end of everything that holds its output open.
 * @param previous what the last run said; given to the script as PULUMI_COMMAND_STDOUT and PULUMI_COMMAND_STDERR
 * @throws Error with exit status, script and everything it said, when it does not exit with 0
 */
export async function runScript(
  text: string,
  inputs: ScriptInputs,
  previous: ScriptOutput,
  onLine: OnLine,
  cancelled: AbortSignal,
): Promise<ScriptOutput> {
  const [program = "/bin/sh", ...options] = inputs.interpreter?.length
    ? inputs.interpreter
    : ["/bin/sh", "-c"];
  const dir = inputs.dir ?? cwd();
  if (!existsSync(dir))
    throw new Error(`chdir ${dir}: no such file or directory: running ${JSON.stringify(text)}`);
  if (cancelled.aborted) throw new Error(`cancelled: running ${JSON.stringify(text)}`);
  const stdin = inputs.stdin ?? "";
  const child = spawn(program, [...options, text], {
    cwd: dir,
    env: environment(inputs, previous),
    stdio: [stdin === "" ? "ignore" : "pipe", "pipe", "pipe"],
    detached: true,
  });
  const group = child.pid;
  if (group !== undefined) running.add(group);
  const kill = (): void => end(group);
  cancelled.addEventListener("abort", kill, { once: true });
  // A script need not read what it is given.
  child.stdin?.on("error", () => {}).end(stdin);
  let both = "";
  const capture = (stream: NodeJS.ReadableStream | null, isShown: boolean): (() => string) => {
    let all = "";
    let shown = 0;
    stream?.setEncoding("utf8").on("data", (part: string) => {
      all += part;
      both += part;
      if (!isShown) return;
      for (let at = all.indexOf("\n", shown); at >= 0; at = all.indexOf("\n", shown)) {
        onLine(all.slice(shown, at));
        shown = at + 1;
      }
    });
    return () => {
      if (isShown && shown < all.length) onLine(all.slice(shown));
      return all.replace(/\n$/, "");
    };
  };
  const logging = inputs.logging ?? "stdoutAndStderr";
  const stdout = capture(child.stdout, logging === "stdout" || logging === "stdoutAndStderr");
  const stderr = capture(child.stderr, logging === "stderr" || logging === "stdoutAndStderr");
  const problem = await new Promise<string | undefined>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => {
      if (signal !== null) resolve(`signal: ${signal}`);
      else resolve(code === 0 ? undefined : `exit status ${String(code)}`);
    });
  });
  if (group !== undefined) running.delete(group);
  cancelled.removeEventListener("abort", kill);
  const output = { stdout: stdout(), stderr: stderr() };
  if (problem !== undefined) throw new Error(`${problem}: running ${JSON.stringify(text)}:\n${both}`);
  return output;
}

/** Ends every script that runs, with all its children. */
export function endAllScripts(): void {
  for (const group of running) end(group);
}

function end(group: number | undefined): void {
  try {
    if (group !== undefined) process.kill(-group, "SIGKILL");
  } catch {
    // it has just ended by itself
  }
}

function environment(inputs: ScriptInputs, previous: ScriptOutput): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, ...inputs.environment };
  if (inputs.addPreviousOutputInEnv ?? true) {
    if (previous.stdout !== "") env["PULUMI_COMMAND_STDOUT"] = previous.stdout;
    if (previous.stderr !== "") env["PULUMI_COMMAND_STDERR"] = previous.stderr;
  }
  return env;
}
