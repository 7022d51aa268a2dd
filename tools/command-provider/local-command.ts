// `command:local:Command` and `command:local:run`: which script runs when, and what is remembered of it.
import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { commandInputs, runInputs } from "./inputs.ts";
import { runScript } from "./run-script.ts";
import type { OnLine, ScriptOutput } from "./run-script.ts";
import { hasSecret, reveal, secret } from "./values.ts";
import type { Properties } from "./values.ts";

/** What a running operation may use: a place for its lines, and the sign to stop. */
export interface Operation {
  readonly onLine: OnLine;
  readonly cancelled: AbortSignal;
}

const nothing: ScriptOutput = { stdout: "", stderr: "" };

function lastOutput(state: Properties): ScriptOutput {
  const text = (name: string): string => {
    const value = reveal(state[name] ?? "");
    return typeof value === "string" ? value : "";
  };
  return { stdout: text("stdout"), stderr: text("stderr") };
}

/** Runs `create`; the state holds the inputs, secrets still secret, and what the script said. */
export async function create(
  name: string,
  inputs: Properties,
  operation: Operation,
): Promise<{ id: string; state: Properties }> {
  const script = commandInputs(inputs);
  const output = await runIfGiven(script.create, script, nothing, operation);
  return { id: `${name}${randomBytes(4).toString("hex")}`, state: { ...inputs, ...output } };
}

/** Runs `update`, or `create` where there is no `update`, with the last output in its environment. */
export async function update(
  state: Properties,
  inputs: Properties,
  operation: Operation,
): Promise<Properties> {
  const script = commandInputs(inputs);
  const output = await runIfGiven(script.update ?? script.create, script, lastOutput(state), operation);
  return { ...inputs, ...output };
}

/** Runs the `delete` that was stored with the last successful operation. */
export async function remove(state: Properties, operation: Operation): Promise<void> {
  const script = commandInputs(state);
  await runIfGiven(script.delete, script, lastOutput(state), operation);
}

/** Whether the change of inputs asks for a new resource; every other change is an update. */
export function isReplaced(oldInputs: Properties, newInputs: Properties): boolean {
  return !isDeepStrictEqual(oldInputs["triggers"] ?? null, newInputs["triggers"] ?? null);
}

/** Runs a command now, in previews too; its output is secret when anything that makes it is. */
export async function run(args: Properties, operation: Operation): Promise<Properties> {
  const inputs = runInputs(args);
  const output = await runScript(inputs.command, inputs, nothing, operation.onLine, operation.cancelled);
  const { logging: _, addPreviousOutputInEnv: __, ...making } = args;
  const guard = hasSecret(making) ? secret : (text: string) => text;
  return { ...args, stdout: guard(output.stdout), stderr: guard(output.stderr) };
}

async function runIfGiven(
  text: string | undefined,
  script: ReturnType<typeof commandInputs>,
  previous: ScriptOutput,
  { onLine, cancelled }: Operation,
): Promise<{ stdout: string; stderr: string }> {
  if (text === undefined) return { ...previous };
  return { ...(await runScript(text, script, previous, onLine, cancelled)) };
}
