import { resolve } from "node:path";
import * as z from "zod";
import { checkFleet } from "./check.ts";
import { optionProblems } from "./check-options.ts";
import { fleetSchema, type FleetSettings } from "./define-fleet.ts";
import type { AnyMachineDefinition } from "./define-machine.ts";
import { deployPolicy } from "./deploy-policy.ts";
import { hostParts, hostSchema, type HostDeclaration } from "./define-host.ts";
import { moduleProblems } from "./check-modules.ts";
import type { Discovered } from "./discover.ts";
import type { Endpoint, Fleet, Host, Service, Site } from "./fleet.ts";
import { parseDeclaration } from "./parse.ts";
import { FleetError, type Problem } from "./problem.ts";
import { referencesIn, type Reference } from "./reference.ts";
import type { AnyServiceDefinition, ServiceDeclaration } from "./define-service.ts";

/**
 * Makes a fleet of what was declared, and checks all of it.
 * @param root Folder that holds `hosts/`.
 * @throws {FleetError} with every mistake at once.
 */
export async function resolveFleet(root: string, discovered: Discovered): Promise<Fleet> {
  const problems: Problem[] = [...discovered.problems];
  const settings = keep(
    problems,
    parseDeclaration(fleetSchema, discovered.fleet?.spec ?? {}, "fleet.ts"),
    discovered.fleet !== undefined,
  );
  const loading: Loading = { root, settings, problems, declared: new Map() };
  for (const name of discovered.names) loading.declared.set(name, undefined);
  const hosts: Host[] = [];
  for (const { name, file, declaration } of discovered.hosts) {
    hosts.push(await resolveHost(loading, name, file, declaration));
  }
  problems.push(...checkFleet(hosts, settings, loading.declared));
  if (problems.length > 0 || settings === undefined) throw new FleetError(problems);
  return makeFleet(settings, hosts);
}

/** What loading has learnt so far. */
interface Loading {
  readonly root: string;
  /** Undefined when `fleet.ts` has mistakes. */
  readonly settings: FleetSettings | undefined;
  readonly problems: Problem[];
  /** Names of the services that each host declares; undefined for a host whose file could not be read. */
  readonly declared: Map<string, ReadonlySet<string> | undefined>;
}

/** The parsed value; its problems are noted unless what it stands in could not be read at all. */
function keep<T>(
  problems: Problem[],
  parsed: { value?: T; problems: readonly Problem[] },
  note = true,
): T | undefined {
  if (note) problems.push(...parsed.problems);
  return parsed.value;
}

function makeFleet(settings: FleetSettings, hosts: readonly Host[]): Fleet {
  const byName = new Map(hosts.map((host) => [host.name, host]));
  const host = (name: string): Host => found(byName.get(name), `host ${name}`);
  const service = (reference: Reference): Service =>
    found(
      host(reference.host).services.find((candidate) => candidate.name === reference.service),
      `${reference.service} on ${reference.host}`,
    );
  return { settings, hosts, host, service };
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the loaded fleet has no ${what}`);
  return value;
}

async function resolveHost(
  { root, settings, problems, declared }: Loading,
  name: string,
  file: string,
  declaration: HostDeclaration,
): Promise<Host> {
  const whole = keep(problems, parseDeclaration(hostSchema, declaration.spec, file));
  // A fleet with a broken host is never made, but all its mistakes are told: also those of the host's good parts.
  const parts = whole ?? hostParts.parse(declaration.spec);
  const given = parts.services.filter((service) => service !== undefined);
  if (given.length === parts.services.length)
    declared.set(name, new Set(given.map(({ definition }) => definition.serviceName)));
  const { definition = unknownMachine, args } = parts.machine ?? {};
  const services: Service[] = [];
  const host: Host = {
    name,
    file,
    site: resolveSite(parts.site, settings),
    machine: {
      definition,
      args: keep(problems, parseDeclaration(definition.spec.args, args ?? {}, file, "machine")),
    },
    tailnetName: `${name}.${settings?.tailnet ?? "tailnet"}`,
    stateVersion: whole?.stateVersion ?? "",
    hostKey: whole?.hostKey ?? "",
    deployKeys: settings?.deployKeys ?? [],
    services,
    nixos: parts.nixos,
    modules: parts.modules.map((module) => ({ name: module, path: resolve(root, "hosts", module) })),
    deploy: whole?.deploy ?? deployPolicy.parse({}),
  };
  for (const service of given) {
    const resolved = resolveService(host, service, problems);
    if (resolved !== undefined) services.push(resolved);
  }
  problems.push(...optionProblems(parts.nixos, file, "nixos"), ...(await moduleProblems(host)));
  return host;
}

/** Stands where a declaration names no machine, until its mistakes are told. */
const unknownMachine: AnyMachineDefinition = {
  machineKind: "Unknown",
  spec: { title: "unknown machine", args: z.object({}), system: "x86_64-linux", nixos: () => ({}) },
};

/** @param name Undefined where the declaration's site is missing or no text. */
function resolveSite(name: string | undefined, settings: FleetSettings | undefined): Site {
  const site = name === undefined ? undefined : settings?.sites[name];
  return { name: name ?? "", timeZone: site?.timeZone ?? "UTC", edge: site?.edge };
}

function resolveService(
  host: Host,
  declaration: ServiceDeclaration,
  problems: Problem[],
): Service | undefined {
  const { serviceName: name, spec } = declaration.definition;
  const args = keep(problems, parseDeclaration(spec.args, declaration.args, host.file, `services.${name}`));
  if (args === undefined) return undefined;
  const endpoints: Endpoint[] = [];
  const units = spec.units(args);
  const service: Service = {
    name,
    host,
    definition: declaration.definition,
    args,
    units,
    endpoints,
    state: spec.state?.(args),
    tile: spec.tile,
    uses: referencesIn(args).map(({ reference }) => reference),
  };
  endpoints.push(...resolveEndpoints(service, declaration.definition, args));
  return service;
}

function resolveEndpoints(service: Service, definition: AnyServiceDefinition, args: unknown): Endpoint[] {
  return Object.entries(definition.spec.endpoints?.(args) ?? {}).map(([name, endpoint]) => ({
    ...endpoint,
    name,
    service,
    unit: endpoint.unit ?? service.units[0],
  }));
}
