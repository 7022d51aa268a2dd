import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CommandFailure, run, type Argv, type RunOptions } from "../process/index.ts";
import { withEvaluator, type Evaluators } from "./evaluators.ts";
import { printName } from "./literals.ts";
import { essentialError } from "./nix-error.ts";

/** What to build, and how. */
export interface BuildOptions {
  /** Folder of the flake, absolute. */
  readonly flakeDir: string;
  readonly host: string;
  /** Inputs of the flake to replace: `{ nixpkgs: "path:/…" }`. @default none */
  readonly overrideInputs?: Readonly<Record<string, string>>;
  /** Link to the system, which keeps it from being collected; absolute. */
  readonly outLink: string;
  readonly evaluators: Evaluators;
  /** Limit of the evaluation, and of the build after it. */
  readonly timeoutSeconds: number;
  /** Ask no binary cache. @default false */
  readonly offline?: boolean;
  /** Called with each line that Nix tells of its progress. */
  readonly onLine?: (line: string) => void;
}

/**
 * Builds a host's system.
 * @returns its toplevel: `/nix/store/…-nixos-system-…`
 * @throws {CommandFailure} with Nix's error, reduced to what it says and where.
 */
export async function buildSystem(options: BuildOptions): Promise<string> {
  // Only evaluating takes much memory: others may evaluate while this host is built.
  const derivation = await withEvaluator(options.evaluators, () => nix(evaluation(options), options));
  await mkdir(dirname(options.outLink), { recursive: true });
  return nix(["build", `${derivation}^out`, "--print-out-paths", "--out-link", options.outLink], options);
}

function evaluation({ flakeDir, host, overrideInputs = {} }: BuildOptions): readonly string[] {
  const attribute = `nixosConfigurations.${printName(host)}.config.system.build.toplevel.drvPath`;
  const overrides = Object.entries(overrideInputs).flatMap(([name, url]) => ["--override-input", name, url]);
  return [
    "eval",
    "--raw",
    `path:${flakeDir}#${attribute}`,
    ...overrides,
    "--no-write-lock-file",
    "--show-trace",
  ];
}

async function nix(subcommand: readonly string[], options: BuildOptions): Promise<string> {
  const [name = "", ...rest] = subcommand;
  const offline = options.offline === true ? ["--offline"] : [];
  const features = ["--extra-experimental-features", "nix-command flakes"];
  const argv: Argv = ["nix", ...features, name, ...offline, ...rest];
  let failed = false;
  const runOptions: RunOptions = {
    timeoutSeconds: options.timeoutSeconds,
    host: options.host,
    phase: "build",
    onLine: (line, stream) => {
      // The error itself is thrown, without its long trace.
      failed ||= line.startsWith("error:");
      if (stream === "stderr" && !failed) options.onLine?.(line);
    },
  };
  try {
    return (await run(argv, runOptions)).stdout;
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    // Other inputs have a flake.nix, too; only these folders tell whose file it is.
    const inFlake = (path: string): boolean =>
      /^(?:hosts|modules)\//.test(path) && existsSync(join(options.flakeDir, path));
    throw new CommandFailure({ ...error.details, output: essentialError(error.details.output, inFlake) });
  }
}
