import { endpointProblems } from "./check-endpoints.ts";
import { referenceProblems, type Declared } from "./check-references.ts";
import type { FleetSettings } from "./define-fleet.ts";
import type { Host } from "./fleet.ts";
import type { Problem } from "./problem.ts";
import { repeated } from "./repeated.ts";

/**
 * Checks what hosts say of each other.
 * @param settings Undefined when `fleet.ts` could not be read; what depends on it is then not judged.
 */
export function checkFleet(
  hosts: readonly Host[],
  settings: FleetSettings | undefined,
  declared: Declared,
): Problem[] {
  return [
    ...(settings === undefined
      ? []
      : [...unknownSites(hosts, settings), ...unknownEdges(settings, declared)]),
    ...hosts.flatMap(repeatedServices),
    ...endpointProblems(hosts, settings),
    ...referenceProblems(hosts, declared),
  ];
}

function unknownSites(hosts: readonly Host[], settings: FleetSettings): Problem[] {
  const names = Object.keys(settings.sites);
  return hosts
    .filter((host) => host.site.name !== "" && !names.includes(host.site.name))
    .map((host) => ({
      file: host.file,
      field: "site",
      message: `got ${JSON.stringify(host.site.name)}, expected one of ${names.join(", ")}`,
      remedy: "choose one of them, or add the site to fleet.ts",
    }));
}

function unknownEdges(settings: FleetSettings, declared: Declared): Problem[] {
  return Object.entries(settings.sites).flatMap(([name, { edge }]) =>
    edge === undefined || declared.has(edge)
      ? []
      : [
          {
            file: "fleet.ts",
            field: `sites.${name}.edge`,
            message: `got ${JSON.stringify(edge)}, but there is no hosts/${edge}.ts`,
            remedy: ["create it", ...declared.keys()].join(", or name "),
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
