import { local } from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";
import { programPath } from "./program-path.ts";

/** What a system is built from; all paths are relative to the project. */
export interface BuildArgs {
  readonly host: string;
  /** Stack that keeps the built system from being collected. */
  readonly stack: string;
  /** SHA-256 of everything the system depends on. */
  readonly digest: string;
  /** Inputs of the flake to replace: `{ nixpkgs: "path:…" }`. */
  readonly inputs: Readonly<Record<string, string>>;
  /** How many hosts are evaluated at once. @default by free memory */
  readonly evaluators?: number | undefined;
}

/** Environment of build-command.ts. */
export function buildEnvironment(args: BuildArgs): Record<string, string> {
  return {
    CONFEDERATION_HOST: args.host,
    CONFEDERATION_STACK: args.stack,
    CONFEDERATION_INPUTS: JSON.stringify(args.inputs),
    ...(args.evaluators === undefined ? {} : { CONFEDERATION_EVALUATORS: String(args.evaluators) }),
  };
}

/** Builds a host's system; runs again only when what it depends on has changed. Its standard output is the toplevel. */
export function createBuild(
  name: string,
  args: BuildArgs,
  opts: pulumi.CustomResourceOptions,
): local.Command {
  return new local.Command(
    name,
    {
      create: `node ${programPath("build-command.ts")}`,
      environment: { ...buildEnvironment(args), CONFEDERATION_DIGEST: args.digest },
      logging: "stderr",
      addPreviousOutputInEnv: false,
    },
    opts,
  );
}
