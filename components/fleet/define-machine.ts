import type * as pulumi from "@pulumi/pulumi";
import type * as z from "zod";
import type { Listed, NixosConfig } from "../options/index.ts";
import type { Host } from "./fleet.ts";

/** Platforms that machines have. */
export type NixSystem = "x86_64-linux" | "aarch64-linux";

/** A machine that Pulumi rents. */
export interface Rented {
  /** Address to dial until the tailnet knows the machine. */
  readonly address: pulumi.Output<string>;
}

/** All that the fleet must know about a kind of machine. */
export interface MachineSpec<Schema extends z.ZodObject, Options extends NixosConfig = NixosConfig> {
  /** Name that people read: `Hetzner server`. */
  readonly title: string;
  readonly args: Schema;
  readonly system: NixSystem;
  /** NixOS options of the hardware: boot loader, drivers. */
  readonly nixos: (args: z.output<Schema>) => Options & Listed<Options, NixosConfig>;
  /** NixOS options of its disks: file systems, encryption, swap. @default none */
  readonly disks?: (args: z.output<Schema>) => NixosConfig;
  /** Rents the machine as a child of its component. @default the machine is already there */
  readonly rent?: (host: Host, args: z.output<Schema>, opts: pulumi.CustomResourceOptions) => Rented;
}

/** A machine as a host declares it, its arguments not yet checked. */
export interface MachineDeclaration {
  readonly kind: "machine";
  readonly definition: AnyMachineDefinition;
  readonly args: unknown;
}

/** A kind of machine whose argument types are forgotten: what loading works with. */
export interface AnyMachineDefinition {
  /** Name of the kind, as in the type token `confederation:machine:MiniPc`. */
  readonly machineKind: string;
  readonly spec: ErasedSpec;
}

/** A specification whose argument types are forgotten; loading calls its functions only with what its own schema has parsed. */
interface ErasedSpec {
  readonly title: string;
  readonly args: z.ZodObject;
  readonly system: NixSystem;
  nixos(args: unknown): NixosConfig;
  disks?(args: unknown): NixosConfig;
  rent?(host: Host, args: unknown, opts: pulumi.CustomResourceOptions): Rented;
}

/** A kind of machine: call it with its arguments to say what a host stands on. */
export type MachineDefinition<Schema extends z.ZodObject> = (args: z.input<Schema>) => MachineDeclaration;

/**
 * Defines a kind of machine.
 * @param machineKind Name of the kind in the type token `confederation:machine:<kind>`.
 */
export function defineMachine<Schema extends z.ZodObject, const Options extends NixosConfig>(
  machineKind: string,
  spec: MachineSpec<Schema, Options>,
): MachineDefinition<Schema>;
// A second signature, as comparing the generic specification with the erased one would walk through all NixOS options.
export function defineMachine(machineKind: string, spec: ErasedSpec): MachineDefinition<z.ZodObject> {
  const definition: AnyMachineDefinition = { machineKind, spec };
  return (args) => ({ kind: "machine", definition, args });
}
