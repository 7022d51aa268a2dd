import * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import type { Fleet } from "../fleet/index.ts";
import { parseDeclaration } from "../fleet/parse.ts";
import { FleetError, type Problem } from "../fleet/problem.ts";

/** Schema of `Pulumi.<stack>.yaml`, below `config`, the keys without `confederation:`. */
const stackConfigSchema = z.strictObject({
  /** Sites whose hosts this stack deploys. */
  sites: z.array(z.string()).min(1),
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
  /** How many hosts are evaluated and built at once. @default by free memory */
  evaluators: z.int().min(1).optional(),
  /** How many machines are switched at once. @default all that Pulumi runs in parallel */
  maxParallel: z.int().min(1).optional(),
  /** Machines to keep on an older generation, by host: its number, or `previous`. @default what the fleet declares */
  generation: z.record(z.string(), z.union([z.int().min(1), z.literal("previous")])).default({}),
  /** Whether each service is a component of its own; `false` makes stacks of hundreds of hosts twice as fast. @default true */
  serviceComponents: z.boolean().default(true),
});

/** What a stack deploys, where and how. */
export type StackConfig = z.output<typeof stackConfigSchema>;

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
  fleet: Pick<Fleet, "hosts" | "settings">,
): StackConfig {
  const own = Object.entries(settings).filter(([key]) => key.startsWith(prefix));
  const values = Object.fromEntries(own.map(([key, text]) => [key.slice(prefix.length), valueOf(text)]));
  const parsed = parseDeclaration(stackConfigSchema, values, file, "config");
  const problems = [
    ...parsed.problems,
    ...(parsed.value === undefined ? [] : unknownNames(parsed.value, file, fleet)),
  ];
  if (parsed.value === undefined || problems.length > 0) throw new FleetError(problems);
  return parsed.value;
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

function unknownNames(
  config: StackConfig,
  file: string,
  fleet: Pick<Fleet, "hosts" | "settings">,
): Problem[] {
  const sites = Object.keys(fleet.settings.sites);
  const hosts = fleet.hosts.filter((host) => config.sites.includes(host.site.name)).map(({ name }) => name);
  const unknown = (field: string, name: string, known: readonly string[]): Problem[] =>
    known.includes(name)
      ? []
      : [
          {
            file,
            field: `config.${field}`,
            message: `got ${JSON.stringify(name)}, expected one of ${known.join(", ")}`,
            remedy: "choose one of them or remove it",
          },
        ];
  return [
    ...config.sites.flatMap((site, index) => unknown(`sites.${index}`, site, sites)),
    ...Object.keys(config.generation).flatMap((host) => unknown("generation", host, hosts)),
  ];
}
