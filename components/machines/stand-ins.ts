import { readFileSync } from "node:fs";
import * as z from "zod";
import { parseDeclaration } from "../fleet/parse.ts";
import { FleetError } from "../fleet/problem.ts";

const standInsSchema = z.record(
  z.string(),
  z.object({ address: z.string(), hostKey: z.string(), tailnetAddress: z.string().optional() }),
);

/** A machine that a host stands on in a rehearsal. */
export type StandIn = z.output<typeof standInsSchema>[string];

/**
 * Reads the machines of a rehearsal.
 * @param file JSON, relative to the project: `.confederation/lab/machines.json`.
 * @param hosts Hosts that need a machine.
 * @throws {FleetError} when the file or a host's machine is missing.
 */
export function loadStandIns(file: string, hosts: readonly string[]): Readonly<Record<string, StandIn>> {
  const { value, problems } = parseDeclaration(standInsSchema, read(file), file);
  if (value === undefined) throw new FleetError(problems);
  const missing = hosts.filter((host) => value[host] === undefined);
  if (missing.length > 0)
    throw new FleetError(
      missing.map((host) => ({
        file,
        field: host,
        message: "there is no machine to rehearse this host on",
        remedy: "start the machines of the rehearsal: npm start",
      })),
    );
  return value;
}

function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FleetError([
      {
        file,
        field: "",
        message: `cannot be read: ${reason}`,
        remedy: "start the machines of the rehearsal: npm start",
      },
    ]);
  }
}
