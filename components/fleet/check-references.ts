import type { Host, Service } from "./fleet.ts";
import type { Problem } from "./problem.ts";
import { referencesIn, type Reference } from "./reference.ts";

/** Names of all hosts, each with the names of the services it declares; undefined where its file could not be read. */
export type Declared = ReadonlyMap<string, ReadonlySet<string> | undefined>;

/** Checks that every reference means a service that its host runs and that answers where it is asked from. */
export function referenceProblems(hosts: readonly Host[], declared: Declared): Problem[] {
  const resolved = new Map(
    hosts.flatMap((host) => host.services.map((service) => [keyOf(host.name, service.name), service])),
  );
  return hosts.flatMap((host) =>
    host.services.flatMap((service) =>
      referencesIn(service.args).flatMap(({ path, reference }) => {
        const target = resolved.get(keyOf(reference.host, reference.service));
        const mistake =
          target === undefined ? missing(reference, declared) : unreachable(host, reference, target);
        const field = `services.${service.name}.${path}`;
        return mistake === undefined ? [] : [{ file: host.file, field, ...mistake }];
      }),
    ),
  );
}

type Mistake = Pick<Problem, "message" | "remedy">;

function missing(reference: Reference, declared: Declared): Mistake | undefined {
  const { host, service } = reference;
  // What could not be read, or has mistakes of its own, is reported there.
  if (declared.has(host) && declared.get(host)?.has(service) !== false) return undefined;
  const others = [...declared].filter(([, services]) => services?.has(service)).map(([name]) => name);
  const there = declared.has(host)
    ? `host ${JSON.stringify(host)} runs no ${service}`
    : `there is no host ${JSON.stringify(host)}`;
  return {
    message: `${there}; hosts with ${service}: ${others.length > 0 ? others.join(", ") : "none"}`,
    remedy: `${others.length > 0 ? "name one of them" : `add ${service}() to a host`} or drop the argument`,
  };
}

function unreachable(from: Host, reference: Reference, target: Service): Mistake | undefined {
  if (from === target.host || target.endpoints.some(({ exposure }) => exposure.to !== "host")) {
    return undefined;
  }
  return {
    message: `${reference.service} on ${reference.host} answers programs on ${reference.host} only`,
    remedy: `write expose: onTailnet() for it in ${target.host.file}, or drop the argument`,
  };
}

function keyOf(host: string, service: string): string {
  return `${host} ${service}`;
}
