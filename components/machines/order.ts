import type { Host } from "../fleet/index.ts";

/** A host and the hosts that are deployed before it. */
export interface Step {
  readonly host: Host;
  readonly after: readonly string[];
}

/**
 * In which order hosts are deployed: first those that others use, so that nothing points to what failed to start.
 * Of hosts that use each other an edge host goes last, else the first by name.
 * @param uses Names of the hosts that each host uses.
 * @param edges Names of the hosts that serve the sites' public names.
 */
export function deploymentOrder(
  hosts: readonly Host[],
  uses: Readonly<Record<string, readonly string[]>>,
  edges: readonly string[] = [],
): Step[] {
  const byName = new Map(hosts.map((host) => [host.name, host]));
  const steps = new Map<string, Step>();
  const visiting = new Set<string>();
  const visit = (host: Host): void => {
    if (steps.has(host.name) || visiting.has(host.name)) return;
    visiting.add(host.name);
    const used = (uses[host.name] ?? []).flatMap((name) => byName.get(name) ?? []).toSorted(compareNames);
    for (const other of used) visit(other);
    visiting.delete(host.name);
    // A host without a step by now is one that, by a detour, uses this host: it goes later.
    const after = used.filter((other) => steps.has(other.name)).map(({ name }) => name);
    steps.set(host.name, { host, after });
  };
  const sorted = hosts.toSorted(compareNames);
  const isEdge = (host: Host): boolean => edges.includes(host.name);
  // What is begun first is finished last.
  for (const host of [...sorted.filter(isEdge), ...sorted]) visit(host);
  return [...steps.values()];
}

function compareNames(a: Host, b: Host): number {
  return a.name < b.name ? -1 : 1;
}
