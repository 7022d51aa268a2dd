import type { StackConfig } from "../deploy/stack-config.ts";
import type { Fleet } from "../fleet/index.ts";
import { Machine } from "./machine.ts";
import { deploymentOrder } from "./order.ts";
import { loadStandIns } from "./stand-ins.ts";

/** What a host's system is made of, as far as deploying must know. */
export interface HostPlan {
  /** SHA-256 of everything the system depends on. */
  readonly digest: string;
  /** Generated files by path, each with the beginning of its SHA-256. */
  readonly files: Readonly<Record<string, string>>;
  /** Endpoints of other hosts that the configuration points to. */
  readonly uses: readonly Use[];
}

/** An endpoint of another host. */
export interface Use {
  /** What is used, in a person's words: `karakeep`. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/** Declares the machines of a stack's sites, those that others use first. */
export function deploySites(
  fleet: Fleet,
  plans: Readonly<Record<string, HostPlan>>,
  config: StackConfig,
): readonly Machine[] {
  const hosts = fleet.hosts.filter((host) => config.sites.includes(host.site.name));
  const names = hosts.map(({ name }) => name);
  const standIns = config.rehearsal && loadStandIns(config.rehearsal.machines, names);
  const planOf = (host: string): HostPlan => {
    const plan = plans[host];
    if (plan === undefined) throw new Error(`no configuration was generated for ${host}`);
    return plan;
  };
  const uses = Object.fromEntries(names.map((name) => [name, planOf(name).uses.map((use) => use.host)]));
  const machines = new Map<string, Machine>();
  for (const { host, after } of deploymentOrder(hosts, uses)) {
    const plan = planOf(host.name);
    const machine = new Machine({
      host,
      digest: plan.digest,
      files: plan.files,
      uses: Object.fromEntries(plan.uses.map((use) => [use.name, `${use.host}:${use.port}`])),
      config,
      standIn: standIns?.[host.name],
      after: after.flatMap((name) => machines.get(name) ?? []),
    });
    machines.set(host.name, machine);
  }
  return [...machines.values()];
}
