import type * as z from "zod";
import type { Listed, NixosConfig } from "../options/index.ts";
import type { EndpointSpec } from "./endpoint.ts";
import type { Reference } from "./reference.ts";

/** What a service keeps and must not lose. */
export interface ServiceState {
  /** Directories to back up: `/var/lib/karakeep`. */
  readonly directories: readonly string[];
  /** PostgreSQL databases to dump. @default none */
  readonly databases?: readonly string[];
}

/** How the service appears on a dashboard. */
export interface Tile {
  readonly title: string;
  /** Icon in the notation of Glance: `si:hoarder`. */
  readonly icon: string;
}

/** What a service may ask about its surroundings when it says its NixOS options. */
export interface ServiceContext<Args> {
  readonly args: Args;
  /** The host it runs on. */
  readonly host: { readonly name: string; readonly tailnetName: string; readonly timeZone: string };
  /** Address to listen on, as the endpoint's exposure wants it: `127.0.0.1`, else `0.0.0.0`; of the first endpoint unless named. */
  readonly listenAddress: (endpoint?: string) => string;
  /** URL under which this host reaches another service: `http://lilycove:11434`; its first HTTP endpoint unless named. */
  readonly urlOf: (reference: Reference, endpoint?: string) => string;
  /** URL under which people reach this service: `https://karakeep.cute.haus`, else `http://<host>:<port>`; its first HTTP endpoint unless named. */
  readonly publicUrl: (endpoint?: string) => string;
}

/** All that the fleet must know about a service. */
export interface ServiceSpec<Schema extends z.ZodObject, Options extends NixosConfig = NixosConfig> {
  /** Arguments that a host gives: a strict object. */
  readonly args: Schema;
  /** systemd units that are active as long as the service is well: `karakeep-web.service`; the first one is its main unit. */
  readonly units: (args: z.output<Schema>) => readonly [string, ...string[]];
  /** Ports on which it answers. @default none */
  readonly endpoints?: (args: z.output<Schema>) => Readonly<Record<string, EndpointSpec>>;
  /** What must be backed up. @default nothing */
  readonly state?: (args: z.output<Schema>) => ServiceState;
  /** @default not shown on dashboards */
  readonly tile?: Tile;
  /** NixOS options that make the service run. */
  readonly nixos: (context: ServiceContext<z.output<Schema>>) => Options & Listed<Options, NixosConfig>;
}

/** A service as a host declares it, its arguments not yet checked. */
export interface ServiceDeclaration {
  readonly kind: "service";
  readonly definition: AnyServiceDefinition;
  readonly args: unknown;
}

/** A service of the catalogue: call it with its arguments to declare it on a host. */
export interface ServiceDefinition<
  Name extends string,
  Schema extends z.ZodObject,
> extends AnyServiceDefinition {
  (...args: Arguments<z.input<Schema>>): ServiceDeclaration;
  readonly serviceName: Name;
}

/** Arguments may be left out when none of them is required. */
type Arguments<Input> = string extends keyof Input
  ? [args?: Input]
  : Partial<Input> extends Input
    ? [args?: Input]
    : [args: Input];

/** A service whose argument types are forgotten: what loading works with. */
export interface AnyServiceDefinition {
  readonly serviceName: string;
  readonly spec: ErasedSpec;
}

/** A specification whose argument types are forgotten; loading calls its functions only with what its own schema has parsed. */
interface ErasedSpec {
  readonly args: z.ZodObject;
  readonly tile?: Tile | undefined;
  units(args: unknown): readonly [string, ...string[]];
  endpoints?(args: unknown): Readonly<Record<string, EndpointSpec>>;
  state?(args: unknown): ServiceState;
  nixos(context: ServiceContext<unknown>): NixosConfig;
}

/**
 * Defines a service: one small file that answers every question about it.
 * @param serviceName Name in messages, files and Pulumi: `karakeep`.
 */
export function defineService<
  const Name extends string,
  Schema extends z.ZodObject,
  const Options extends NixosConfig,
>(serviceName: Name, spec: ServiceSpec<Schema, Options>): ServiceDefinition<Name, Schema>;
// A second signature, as comparing the generic specification with the erased one would walk through all NixOS options.
export function defineService(serviceName: string, spec: ErasedSpec): ServiceDefinition<string, z.ZodObject> {
  const definition: AnyServiceDefinition = { serviceName, spec };
  const declare = (args: unknown = {}): ServiceDeclaration => ({ kind: "service", definition, args });
  return Object.assign(declare, { serviceName, spec: definition.spec });
}
