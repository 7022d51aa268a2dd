import type { FleetSettings } from "./define-fleet.ts";
import type { Endpoint, Host } from "./fleet.ts";
import type { Problem } from "./problem.ts";
import { referencesIn } from "./reference.ts";

/**
 * Checks what hosts say of each other.
 * @param declared Names of all host files, also of those that could not be resolved.
 */
export function checkFleet(
  hosts: readonly Host[],
  settings: FleetSettings | undefined,
  declared: ReadonlySet<string>,
): Problem[] {
  return [
    ...(settings === undefined
      ? []
      : [...unknownSites(hosts, settings), ...unknownEdges(settings, declared)]),
    ...hosts.flatMap((host) => [...repeatedServices(host), ...portClashes(host), ...exposureMistakes(host)]),
    ...brokenReferences(hosts, declared),
    ...repeatedDomains(hosts),
  ];
}

function unknownSites(hosts: readonly Host[], settings: FleetSettings): Problem[] {
  const names = Object.keys(settings.sites);
  return hosts
    .filter((host) => !names.includes(host.site.name))
    .map((host) => ({
      file: host.file,
      field: "site",
      message: `got ${JSON.stringify(host.site.name)}, expected one of ${names.join(", ")}`,
      remedy: "choose one of them, or add the site to fleet.ts",
    }));
}

function unknownEdges(settings: FleetSettings, declared: ReadonlySet<string>): Problem[] {
  return Object.entries(settings.sites).flatMap(([name, { edge }]) =>
    edge === undefined || declared.has(edge)
      ? []
      : [
          {
            file: "fleet.ts",
            field: `sites.${name}.edge`,
            message: `got ${JSON.stringify(edge)}, but there is no hosts/${edge}.ts`,
            remedy: `name one of ${[...declared].join(", ")}`,
          },
        ],
  );
}

function repeatedServices(host: Host): Problem[] {
  return repeated(host.services, (service) => service.name).map(([, service]) => ({
    file: host.file,
    field: `services.${service.name}`,
    message: `${service.name} is declared twice on ${host.name}`,
    remedy: "remove one of the two",
  }));
}

function portClashes(host: Host): Problem[] {
  const endpoints = host.services.flatMap((service) => service.endpoints);
  const socket = (endpoint: Endpoint) => `${endpoint.protocol === "udp" ? "udp" : "tcp"} ${endpoint.port}`;
  return repeated(endpoints, socket)
    .filter(([first, second]) => first.service.name !== second.service.name || first.name !== second.name)
    .map(([first, second]) => ({
      file: host.file,
      field: `services.${second.service.name}.${argumentOf(second)}`,
      message: `${second.port} is also used by ${first.service.name} on ${host.name} (${host.file})`,
      remedy: "choose another port for one of them",
    }));
}

/** The argument that gives an endpoint its port, where one holds its number; else the endpoint's name. */
function argumentOf(endpoint: Endpoint): string {
  const argument = Object.entries(endpoint.service.args).find(([, value]) => value === endpoint.port);
  return argument?.[0] ?? endpoint.name;
}

function exposureMistakes(host: Host): Problem[] {
  return host.services.flatMap((service) =>
    service.endpoints.flatMap((endpoint): Problem[] => {
      const field = `services.${service.name}`;
      const { exposure } = endpoint;
      if (exposure.to !== "public" || endpoint.protocol !== "http") return [];
      if (exposure.domain === undefined) {
        const message = `its endpoint ${endpoint.name} is public without a name, expected a domain`;
        return [{ file: host.file, field, message, remedy: 'write publicly("photos.example.org")' }];
      }
      if (host.site.edge === undefined) {
        const message = `${exposure.domain} is public, but site ${host.site.name} has no edge host`;
        return [
          {
            file: host.file,
            field,
            message,
            remedy: `set sites.${host.site.name}.edge in fleet.ts, or expose it to the tailnet`,
          },
        ];
      }
      return [];
    }),
  );
}

function brokenReferences(hosts: readonly Host[], declared: ReadonlySet<string>): Problem[] {
  const runs = (hostName: string, serviceName: string) =>
    hosts.some(
      (host) => host.name === hostName && host.services.some((service) => service.name === serviceName),
    );
  const unresolved = (hostName: string) =>
    declared.has(hostName) && !hosts.some((host) => host.name === hostName);
  return hosts.flatMap((host) =>
    host.services.flatMap((service) =>
      referencesIn(service.args).flatMap(({ path, reference }): Problem[] => {
        // A host whose own file is broken is reported there.
        if (runs(reference.host, reference.service) || unresolved(reference.host)) return [];
        const others = hosts
          .filter((other) => runs(other.name, reference.service))
          .map((other) => other.name);
        const there = declared.has(reference.host)
          ? `host ${JSON.stringify(reference.host)} runs no ${reference.service}`
          : `there is no host ${JSON.stringify(reference.host)}`;
        return [
          {
            file: host.file,
            field: `services.${service.name}.${path}`,
            message: `${there}; hosts with ${reference.service}: ${others.length > 0 ? others.join(", ") : "none"}`,
            remedy: `${others.length > 0 ? "name one of them" : `add ${reference.service}() to a host`} or drop the argument`,
          },
        ];
      }),
    ),
  );
}

function repeatedDomains(hosts: readonly Host[]): Problem[] {
  const named = hosts
    .flatMap((host) => host.services.flatMap((service) => service.endpoints))
    .filter((endpoint) => domainOf(endpoint) !== undefined);
  return repeated(named, (endpoint) => domainOf(endpoint) ?? "").map(([first, second]) => ({
    file: second.service.host.file,
    field: `services.${second.service.name}`,
    message: `the name ${domainOf(second) ?? ""} is also used by ${first.service.name} on ${first.service.host.name} (${first.service.host.file})`,
    remedy: "choose another name for one of them",
  }));
}

/** The name under which an endpoint is served, where it has one. */
export function domainOf(endpoint: Endpoint): string | undefined {
  return endpoint.exposure.to === "host" ? undefined : endpoint.exposure.domain;
}

/** Pairs of the first entry with a key and each later entry with the same key. */
function repeated<T>(entries: readonly T[], key: (entry: T) => string): [first: T, second: T][] {
  const seen = new Map<string, T>();
  return entries.flatMap((entry): [T, T][] => {
    const first = seen.get(key(entry));
    if (first !== undefined) return [[first, entry]];
    seen.set(key(entry), entry);
    return [];
  });
}
