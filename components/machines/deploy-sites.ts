import type { StackConfig } from "../deploy/stack-config.ts";
import { explainSkipped } from "../deploy/skipped.ts";
import { absoluteInputs } from "../deploy/flake-inputs.ts";
import type { Fleet } from "../fleet/index.ts";
import { buildDigest } from "../nix/index.ts";
import type { HostPlan } from "../wiring/index.ts";
import { Machine } from "./machine.ts";
import { deploymentOrder } from "./order.ts";
import { loadStandIns } from "./stand-ins.ts";

/**
 * Declares the machines of a stack's sites, those that others use first.
 * @param plans What each host's system is made of, by host.
 */
export async function deploySites(
  fleet: Fleet,
  plans: Readonly<Record<string, HostPlan>>,
  config: StackConfig,
): Promise<readonly Machine[]> {
  explainSkipped();
  const hosts = fleet.hosts.filter((host) => config.sites.includes(host.site.name));
  const names = hosts.map(({ name }) => name);
  const standIns = config.rehearsal && loadStandIns(config.rehearsal.machines, names);
  const planOf = (host: string): HostPlan => {
    const plan = plans[host];
    if (plan === undefined) throw new Error(`no configuration was generated for ${host}`);
    return plan;
  };
  const uses = Object.fromEntries(names.map((name) => [name, planOf(name).uses.map((use) => use.host)]));
  const edges = Object.values(fleet.settings.sites).flatMap(({ edge }) => edge ?? []);
  const inputs = absoluteInputs(config.rehearsal?.inputs ?? {});
  const machines = new Map<string, Machine>();
  for (const { host, after } of deploymentOrder(hosts, uses, edges)) {
    const plan = planOf(host.name);
    const machine = new Machine({
      host,
      digest: await buildDigest(plan.digest, inputs),
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
