import { resolve } from "node:path";
import * as z from "zod";
import { buildSystem } from "../nix/build.ts";
import { absoluteInputs, isAllLocal } from "./flake-inputs.ts";

/** No build of a whole system takes longer. */
const buildSeconds = 4 * 60 * 60;

const environmentSchema = z.object({
  CONFEDERATION_HOST: z.string().min(1),
  CONFEDERATION_STACK: z.string().min(1),
  CONFEDERATION_INPUTS: z.string().default("{}"),
  CONFEDERATION_EVALUATORS: z.coerce.number().int().min(1).optional(),
});

/**
 * Builds the host that an environment names; the working directory is the project.
 * @param environment As `buildEnvironment` makes it.
 * @param onLine Called with Nix's lines of progress.
 * @returns its toplevel: `/nix/store/…-nixos-system-…`
 * @throws {CommandFailure} with Nix's error.
 */
export function buildHost(
  environment: Readonly<Record<string, string | undefined>>,
  onLine: (line: string) => void,
): Promise<string> {
  const {
    CONFEDERATION_HOST: host,
    CONFEDERATION_STACK: stack,
    CONFEDERATION_INPUTS: inputs,
    CONFEDERATION_EVALUATORS: limit,
  } = environmentSchema.parse(environment);
  const urls = z.record(z.string(), z.string()).parse(JSON.parse(inputs));
  return buildSystem({
    flakeDir: resolve("flake"),
    host,
    overrideInputs: absoluteInputs(urls),
    outLink: resolve(".confederation/systems", stack, host),
    evaluators: { folder: resolve(".confederation/evaluators"), limit, waitSeconds: buildSeconds },
    timeoutSeconds: buildSeconds,
    offline: isAllLocal(urls),
    onLine,
  });
}
