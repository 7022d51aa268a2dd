import { urlOf, type Endpoint, type Fleet, type Service, type ServiceContext } from "../fleet/index.ts";
import type { Reach } from "./define-wiring.ts";

/** What a service on its host may ask about its surroundings. */
export function serviceContext(fleet: Fleet, service: Service, reach: Reach): ServiceContext<unknown> {
  const { name, tailnetName, site } = service.host;
  return {
    args: service.args,
    host: { name, tailnetName, timeZone: site.timeZone },
    listenAddress: (endpoint) =>
      endpointOf(service, endpoint).exposure.to === "host" ? "127.0.0.1" : "0.0.0.0",
    urlOf: (reference, endpoint) => `http://${reach(httpEndpointOf(fleet.service(reference), endpoint))}`,
    publicUrl: (endpoint) => urlOf(httpEndpointOf(service, endpoint)),
  };
}

function endpointOf(service: Service, name: string | undefined): Endpoint {
  return found(service, name ?? "first endpoint", service.endpoints, name);
}

function httpEndpointOf(service: Service, name: string | undefined): Endpoint {
  const http = service.endpoints.filter((endpoint) => endpoint.protocol === "http");
  return found(service, name ?? "HTTP endpoint", http, name);
}

function found(service: Service, what: string, endpoints: readonly Endpoint[], name?: string): Endpoint {
  const endpoint = name === undefined ? endpoints[0] : endpoints.find((candidate) => candidate.name === name);
  if (endpoint === undefined) throw new Error(`${service.name} has no ${what}`);
  return endpoint;
}
