import * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import type { Fleet, Host } from "../fleet/index.ts";
import { parseDeclaration } from "../fleet/parse.ts";
import { FleetError } from "../fleet/problem.ts";

/** The part of a fleet that a stack's configuration names. */
interface Names {
  readonly hosts: readonly Pick<Host, "name">[];
  readonly settings: { readonly sites: object };
}

/** Schema of `Pulumi.<stack>.yaml`, below `config`, the keys without `confederation:`. */
function stackConfigSchema(fleet: Names) {
  const generation = z.union([z.int().min(1), z.literal("previous")]);
  return z.strictObject({
    /** Sites whose hosts this stack deploys. */
    sites: z.array(z.enum(Object.keys(fleet.settings.sites))).min(1),
    /** ssh_config(5) file to use instead of `~/.ssh/config`, relative to the project. @default the user's own */
    sshConfig: z.string().optional(),
    /** Deploys the same declarations to other machines. @default the machines that the fleet declares */
    rehearsal: z
      .strictObject({
        /** JSON file of the machines to stand on, by host; relative to the project. */
        machines: z.string(),
        /** Inputs of the flake to replace: `{ nixpkgs: "path:…" }`; paths relative to the project. */
        inputs: z.record(z.string(), z.string()).default({}),
      })
      .optional(),
    /** How many hosts are evaluated at once. @default by free memory */
    evaluators: z.int().min(1).optional(),
    /** How many machines are switched at once. @default all that Pulumi runs in parallel */
    maxParallel: z.int().min(1).optional(),
    /** Machines to keep on an older generation, by host. @default what the fleet declares */
    generation: z
      .strictObject(Object.fromEntries(fleet.hosts.map(({ name }) => [name, generation.optional()])))
      .default({}),
    /** Whether each service is a component of its own; without, a stack of hundreds of hosts is twice as fast. @default true */
    serviceComponents: z.boolean().default(true),
  });
}

/** What a stack deploys, where and how. */
export type StackConfig = z.output<ReturnType<typeof stackConfigSchema>>;

/** Reads the configuration of the stack that Pulumi runs. @throws {FleetError} with every mistake at once */
export function loadStackConfig(fleet: Fleet): StackConfig {
  return parseStackConfig(pulumi.runtime.allConfig(), `Pulumi.${pulumi.getStack()}.yaml`, fleet);
}

/**
 * Checks a stack's configuration.
 * @param settings As Pulumi hands them over: `{ "confederation:sites": '["home"]' }`.
 * @param file Named in problems: `Pulumi.home.yaml`.
 * @throws {FleetError} with every mistake at once.
 */
export function parseStackConfig(
  settings: Readonly<Record<string, string>>,
  file: string,
  fleet: Names,
): StackConfig {
  const own = Object.entries(settings).filter(([key]) => key.startsWith(prefix));
  const values = Object.fromEntries(own.map(([key, text]) => [key.slice(prefix.length), valueOf(text)]));
  const { value, problems } = parseDeclaration(stackConfigSchema(fleet), values, file, "config");
  if (value === undefined) throw new FleetError(problems);
  return value;
}

const prefix = "confederation:";

/** Pulumi hands lists, objects, numbers and booleans over as JSON. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
