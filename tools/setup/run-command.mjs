// Runs one set-up command: bounded, its whole output logged, its last lines kept for the failure report.
import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { logs } from "./folders.mjs";
import { rememberRunning } from "./files.mjs";
import { SetupFailure } from "./failure.mjs";

/** Lines of a failed command that are shown: its first words often name the cause, its last ones the place. */
const [firstLines, lastLines] = [6, 14];
const alive = new Set();

// A set-up ended by Ctrl-C or a closed terminal takes the commands it started with it.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.once(signal, () => {
    for (const child of alive) kill(child);
    process.exit(130);
  });
}

/**
 * Runs a program and gives its standard output.
 * @param log name of the log file, one a tool
 * @param onLine called with every line of output, for live progress
 * @throws SetupFailure with the command, its exit and its last lines
 */
export async function runCommand(
  argv,
  { log, timeoutSeconds, cwd, env = process.env, onLine = () => {}, advice = "fix the cause and run again" },
) {
  mkdirSync(logs, { recursive: true });
  const logPath = join(logs, `${log}.log`);
  const file = createWriteStream(logPath, { flags: "a" });
  file.write(`\n$ ${argv.join(" ")}\n`);
  const [first, last] = [[], []];
  let stdout = "";
  const child = spawn(argv[0], argv.slice(1), {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  alive.add(child);
  const forget = rememberRunning(child.pid);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    kill(child);
  }, timeoutSeconds * 1000);
  child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      file.write(`${line}\n`);
      if (first.length < firstLines) first.push(line);
      else last.push(line);
      if (last.length > lastLines + 1) last.shift();
      onLine(line);
    });
  }
  try {
    const ended = await new Promise((done) => {
      child.once("error", (error) => done(error.message));
      child.once("close", (code, signal) =>
        done(code === 0 ? "" : signal ? `signal ${signal}` : `exit code ${code}`),
      );
    });
    if (ended === "") return stdout;
    throw new SetupFailure(timedOut ? `gave up after ${timeoutSeconds} s` : ended, {
      detail: [`$ ${argv.join(" ")}`, ...shortened(first, last), `whole output: ${logPath}`].join("\n"),
      advice,
    });
  } finally {
    clearTimeout(timer);
    alive.delete(child);
    forget();
    file.end();
  }
}

function shortened(first, last) {
  const rest = last.length > lastLines ? ["…", ...last.slice(1)] : last;
  return [...first, ...rest].map((line) => `  ${line}`);
}

/** Ends a command and everything it started. */
function kill(child) {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  } catch {
    // it has just ended by itself
  }
}
