import type { FleetSettings } from "./define-fleet.ts";
import { domainOf } from "./exposure.ts";
import type { Endpoint, Host, Service } from "./fleet.ts";
import type { Problem } from "./problem.ts";
import { repeated } from "./repeated.ts";

/** Checks that endpoints can all be served: each port and each name once, each public name through an edge host. */
export function endpointProblems(hosts: readonly Host[], settings: FleetSettings | undefined): Problem[] {
  return [
    ...hosts.flatMap(portClashes),
    ...hosts.flatMap((host) => endpointsOf(host).flatMap((endpoint) => exposureMistakes(endpoint, settings))),
    ...repeatedDomains(hosts.flatMap(endpointsOf)),
  ];
}

function endpointsOf(host: Host): readonly Endpoint[] {
  return host.services.flatMap((service) => service.endpoints);
}

function portClashes(host: Host): Problem[] {
  const socket = ({ protocol, port }: Endpoint) => `${protocol === "udp" ? "udp" : "tcp"} ${port}`;
  return repeated(endpointsOf(host), socket)
    .filter(([first, second]) => !isSecondDeclaration(first.service, second.service))
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

function exposureMistakes(endpoint: Endpoint, settings: FleetSettings | undefined): Problem[] {
  const { exposure, service, protocol } = endpoint;
  const { site, file } = service.host;
  const field = `services.${service.name}`;
  const domain = domainOf(endpoint);
  if (protocol !== "http") {
    if (domain === undefined) return [];
    const message = `its endpoint ${endpoint.name} has the name ${domain}, but speaks no HTTP, expected no name`;
    return [
      { file, field, message, remedy: `write ${exposure.to === "public" ? "publicly" : "onTailnet"}()` },
    ];
  }
  if (exposure.to !== "public") return [];
  if (domain === undefined) {
    const message = `its endpoint ${endpoint.name} is public without a name, expected a domain`;
    return [{ file, field, message, remedy: 'write publicly("photos.example.org")' }];
  }
  // A site that does not exist is reported as such.
  if (settings?.sites[site.name] === undefined || site.edge !== undefined) return [];
  const message = `${domain} is public, but site ${site.name} has no edge host`;
  const remedy = `set sites.${site.name}.edge in fleet.ts, or expose it to the tailnet`;
  return [{ file, field, message, remedy }];
}

function repeatedDomains(endpoints: readonly Endpoint[]): Problem[] {
  const http = endpoints.filter(({ protocol }) => protocol === "http");
  return repeated(http, domainOf)
    .filter(([first, second]) => !isSecondDeclaration(first.service, second.service))
    .map(([first, second]) => ({
      file: second.service.host.file,
      field: `services.${second.service.name}`,
      message: `the name ${domainOf(second) ?? ""} is also used by ${first.service.name} on ${first.service.host.name} (${first.service.host.file})`,
      remedy: "choose another name for one of them",
    }));
}

/** Whether a service stands a second time on its host, which is reported as such. */
function isSecondDeclaration(first: Service, second: Service): boolean {
  return first !== second && first.host === second.host && first.name === second.name;
}
