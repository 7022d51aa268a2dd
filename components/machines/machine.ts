import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { buildEnvironment, createBuild } from "../deploy/build.ts";
import { ownPolicy } from "../deploy/own-policy.ts";
import type { StackConfig } from "../deploy/stack-config.ts";
import { createSwitch, type Switch } from "../deploy/switch.ts";
import { System } from "../deploy/system.ts";
import type { Target } from "../deploy/target.ts";
import type { Host } from "../fleet/index.ts";
import { ServiceComponent } from "./service-component.ts";
import type { StandIn } from "./stand-ins.ts";
import { wordsOf } from "./words.ts";

/** What a machine is told besides its declaration. */
export interface MachineArgs {
  readonly host: Host;
  /** SHA-256 of everything the host's system depends on. */
  readonly digest: string;
  /** The host's generated files by path, `services/karakeep.nix`, each with the beginning of its SHA-256. */
  readonly files: Readonly<Record<string, string>>;
  /** Endpoints of other hosts that this one's configuration points to: `{ karakeep: "mauville:7020" }`. */
  readonly uses: Readonly<Record<string, string>>;
  readonly config: StackConfig;
  /** Machine to stand on instead of the declared one. @default the declared one */
  readonly standIn?: StandIn | undefined;
  /** Machines that are deployed first. */
  readonly after: readonly Machine[];
}

/**
 * A machine with all that it runs: rents it where its kind is rented, builds its system, puts it in place and knows what it really runs.
 * The names of its children are part of their identity: never change them.
 */
export class Machine extends pulumi.ComponentResource {
  readonly host: string;
  /** Toplevel that runs: `/nix/store/…-nixos-system-…`. */
  readonly system: pulumi.Output<string>;
  /** Number of the system profile's generation. */
  readonly generation: pulumi.Output<number>;
  /** Its services, where the stack has a component for each. */
  readonly services: readonly ServiceComponent[];
  readonly #switch: Switch;

  constructor(args: MachineArgs, opts?: pulumi.ComponentResourceOptions) {
    const { host, config, after } = args;
    const { name } = host;
    super(`confederation:machine:${host.machine.definition.machineKind}`, name, declared(args), opts);
    this.host = name;

    const build = {
      host: name,
      stack: pulumi.getStack(),
      digest: args.digest,
      inputs: config.rehearsal?.inputs ?? {},
      evaluators: config.evaluators,
    };
    const target = this.#target(args);
    const policy = ownPolicy(host.deploy);
    const built = createBuild(`Build ${name}`, build, { parent: this });
    const pinned = config.generation[name];
    this.#switch = createSwitch(
      `Switch ${name}`,
      {
        system: pinned === undefined ? built.stdout : `generation:${pinned}`,
        target,
        policy,
        maxParallel: config.maxParallel,
      },
      { parent: this, dependsOn: after.map((machine) => machine.#switch.command) },
    );
    const system = new System(
      name,
      { host: name, target, policy, build: buildEnvironment(build), report: this.#switch.report },
      { parent: this },
    );
    this.services = config.serviceComponents
      ? host.services.map((service) => new ServiceComponent(service, { parent: this }))
      : [];
    this.system = system.system;
    this.generation = system.generation;
    this.registerOutputs({});
  }

  /** How SSH finds the machine; rents it first where it is rented. */
  #target({ host, config, standIn }: MachineArgs): pulumi.Output<Target> {
    const { definition, args } = host.machine;
    const rented = standIn === undefined ? definition.spec.rent?.(host, args, { parent: this }) : undefined;
    return pulumi.output({
      host: host.name,
      address: standIn?.address ?? rented?.address ?? host.tailnetName,
      user: host.deploy.user,
      hostKey: standIn?.hostKey ?? host.hostKey,
      ...(config.sshConfig === undefined ? {} : { sshConfig: config.sshConfig }),
    });
  }
}

/**
 * The machine in its author's words: what a preview compares. A preview also prints what has not changed beside what has:
 * so it is little, and each service says its arguments itself where it has a component.
 */
function declared({ host, files, uses, config, standIn }: MachineArgs): pulumi.Inputs {
  const { title } = host.machine.definition.spec;
  return {
    kind: standIn === undefined ? title : `${pulumi.getStack()} (${title})`,
    site: host.site.name,
    ...(!config.serviceComponents && {
      services: Object.fromEntries(host.services.map(({ name, args }) => [name, wordsOf(args)])),
    }),
    uses,
    files: hashesByFolder(files),
  };
}

/** One hash for each of the folders `services` and `wiring`, and one for what the host is besides. */
function hashesByFolder(files: Readonly<Record<string, string>>): Record<string, string> {
  const folders = Map.groupBy(
    Object.entries(files),
    ([path]) => /^(services|wiring)\//.exec(path)?.[1] ?? "host",
  );
  return Object.fromEntries(
    [...folders].map(([folder, entries]) => {
      const lines = entries.map((entry) => entry.join(" ")).toSorted();
      return [folder, createHash("sha256").update(lines.join("\n")).digest("hex").slice(0, 8)];
    }),
  );
}
