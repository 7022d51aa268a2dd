// What a local command and a local run take, and the check that a program gave just that.
import { isUnknown, reveal } from "./values.ts";
import type { Properties, Value } from "./values.ts";

/** How a script is run, for resources and functions alike. */
export interface ScriptInputs {
  readonly interpreter?: readonly string[];
  readonly dir?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly logging?: Logging;
  readonly addPreviousOutputInEnv?: boolean;
}

/** The inputs of `command:local:Command`. */
export interface CommandInputs extends ScriptInputs {
  readonly create?: string;
  readonly update?: string;
  readonly delete?: string;
}

/** The arguments of `command:local:run`. */
export interface RunInputs extends ScriptInputs {
  readonly command: string;
}

/** Which of a script's outputs are shown while it runs; all are captured. */
export type Logging = "stdout" | "stderr" | "stdoutAndStderr" | "none";

/** One input that cannot be used, and why. */
export interface Failure {
  readonly property: string;
  readonly reason: string;
}

type Kind = "string" | "boolean" | "strings" | "environment" | "logging" | "anything" | "refused";

const script: Readonly<Record<string, Kind>> = {
  interpreter: "strings",
  dir: "string",
  environment: "environment",
  stdin: "string",
  logging: "logging",
  addPreviousOutputInEnv: "boolean",
  assetPaths: "refused",
  archivePaths: "refused",
};

/** Kinds of the inputs of `command:local:Command`. */
export const commandKinds = {
  ...script,
  create: "string",
  update: "string",
  delete: "string",
  triggers: "anything",
} as const;

/** Kinds of the arguments of `command:local:run`. */
export const runKinds = { ...script, command: "string" } as const;

const reasons: Record<Kind, string> = {
  string: "expected a string",
  boolean: "expected true or false",
  strings: "expected a list of strings",
  environment: "expected a map of strings",
  logging: 'expected "stdout", "stderr", "stdoutAndStderr" or "none"',
  anything: "",
  refused: "this stand-in for the command plugin collects no assets; use Pulumi's own plugin",
};

const isString = (value: unknown): value is string => typeof value === "string";

const isMap = (value: Value): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const fits: Record<Kind, (value: Value) => boolean> = {
  string: isString,
  boolean: (value) => typeof value === "boolean",
  strings: (value) => Array.isArray(value) && value.every(isString),
  environment: (value) => isMap(value) && Object.values(value).every(isString),
  logging: (value) => isString(value) && ["stdout", "stderr", "stdoutAndStderr", "none"].includes(value),
  anything: () => true,
  refused: () => false,
};

/** Every input that cannot be used; unknown values are let through, as they are checked again once known. */
export function failuresIn(kinds: Readonly<Record<string, Kind>>, inputs: Properties): Failure[] {
  const failures: Failure[] = [];
  for (const [property, given] of Object.entries(inputs)) {
    const value = reveal(given);
    if (isUnknown(value) || value === null) continue;
    const kind = kinds[property];
    if (kind === undefined) failures.push({ property, reason: "no such property" });
    else if (!fits[kind](value)) failures.push({ property, reason: reasons[kind] });
  }
  return failures;
}

/** The inputs without marks and empty places. @throws Error naming every input that cannot be used */
export function commandInputs(properties: Properties): CommandInputs {
  return read(commandKinds, properties);
}

/** The arguments without marks and empty places. @throws Error naming every argument that cannot be used */
export function runInputs(properties: Properties): RunInputs {
  const { command, ...rest } = read<Partial<RunInputs>>(runKinds, properties);
  if (command === undefined) throw new Error("command: required");
  return { ...rest, command };
}

function read<T extends object>(kinds: Readonly<Record<string, Kind>>, properties: Properties): Partial<T> {
  const given = Object.entries(properties).filter(([name, value]) => name in kinds && value !== null);
  const failures = failuresIn(kinds, Object.fromEntries(given));
  if (failures.length > 0)
    throw new Error(failures.map(({ property, reason }) => `${property}: ${reason}`).join("; "));
  const known: object = Object.fromEntries(given.map(([name, value]) => [name, reveal(value)]));
  return known;
}
