// The one entry of all npm scripts: makes sure the tools are there, then runs a program with them.
//   node tools/run.mjs                     only sets up
//   node tools/run.mjs <program> [args…]   a .ts file, a flag of Node's such as --test, or a program
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { toolsEnvironment } from "./setup/environment.mjs";
import { neededBy } from "./setup/needs.mjs";
import { removeStaleLocks } from "./setup/stale-locks.mjs";
import { setUp } from "./setup/set-up.mjs";

const [program, ...rest] = process.argv.slice(2);

try {
  const brought = await setUp(neededBy(program));
  for (const line of removeStaleLocks()) console.error(line);
  if (program !== undefined) run(program, rest);
  else if (brought.length === 0) console.log("Everything is set up.");
} catch (error) {
  if (error.name !== "SetupFailure") throw error;
  console.error(`\nset-up failed at ${error.tool ?? "the start"}: ${error.message}`);
  if (error.detail) console.error(error.detail);
  console.error(`what to do: ${error.advice}`);
  process.exitCode = 1;
}

function run(name, args) {
  const isForNode = name.startsWith("-") || /\.[cm]?[jt]s$/.test(name);
  const argv = isForNode ? ["node", name, ...args] : [name, ...args];
  const env = toolsEnvironment(process.env, args);
  // The program decides what Ctrl-C means; this process only waits for it.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.removeAllListeners(signal);
    process.on(signal, () => signal !== "SIGINT" && child.kill(signal));
  }
  const child = spawn(argv[0], argv.slice(1), { stdio: "inherit", env });
  child.on("error", (error) => {
    console.error(`${argv[0]} cannot be started: ${error.message}`);
    process.exitCode = 127;
  });
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
}
