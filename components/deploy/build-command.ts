import { enableCompileCache } from "node:module";

// Before anything else is loaded: half of this program's start is turning TypeScript into what Node runs.
enableCompileCache();
const { CommandFailure } = await import("../process/index.ts");
const { buildHost } = await import("./build-host.ts");

/** Longest line of progress, in characters. */
const lineLength = 160;

/**
 * A reporter of progress that says less and less: Pulumi keeps all that is printed in its state.
 * @param now Milliseconds.
 */
function sparingly(print: (line: string) => void, now: () => number): (line: string) => void {
  const begin = now();
  let last = begin;
  return (line) => {
    const elapsed = now() - begin;
    if (now() - last < Math.max(5000, elapsed / 5)) return;
    last = now();
    print(`${line.slice(0, lineLength)} (${Math.round(elapsed / 1000)} s)`);
  };
}

/**
 * Builds one host's system as its environment says, for Pulumi's `local.Command`: the toplevel on standard output, a little
 * progress on standard error, exit code 1 with Nix's error when it cannot be built.
 *
 * - `CONFEDERATION_HOST`, `CONFEDERATION_STACK`: what is built, and for which stack it is kept
 * - `CONFEDERATION_INPUTS`: JSON of flake inputs to replace, `{ "nixpkgs": "path:…" }`
 * - `CONFEDERATION_EVALUATORS`: how many hosts may be evaluated at once
 * - `CONFEDERATION_DIGEST`: not read; another one makes Pulumi build again
 */
try {
  const progress = sparingly(
    (line) => console.error(line),
    () => performance.now(),
  );
  console.log(await buildHost(process.env, progress));
} catch (error) {
  // What people can act on is said in words; anything else is a defect of this program and keeps its stack.
  console.error(error instanceof CommandFailure ? error.message : error);
  process.exitCode = 1;
}
