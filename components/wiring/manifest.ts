import type { Endpoint, Exposure, Host, Protocol, Service } from "../fleet/index.ts";

/** What a host says of itself at `/etc/confederation/manifest.json`; its digest is added when the flake is written. */
export type HostManifest = {
  readonly version: 1;
  readonly host: string;
  readonly site: string;
  readonly services: Readonly<Record<string, ServiceManifest>>;
};

/** A service in a manifest. */
export type ServiceManifest = {
  readonly units: readonly string[];
  readonly endpoints: Readonly<Record<string, EndpointManifest>>;
};

/** An endpoint in a manifest. */
export type EndpointManifest = {
  readonly protocol: Protocol;
  readonly port: number;
  readonly unit: string;
  readonly health?: string;
  readonly exposure: Exposure["to"];
};

/** The manifest of a host. */
export function manifestOf(host: Host): HostManifest {
  return {
    version: 1,
    host: host.name,
    site: host.site.name,
    services: Object.fromEntries(host.services.map((service) => [service.name, ofService(service)])),
  };
}

function ofService({ units, endpoints }: Service): ServiceManifest {
  return {
    units,
    endpoints: Object.fromEntries(endpoints.map((endpoint) => [endpoint.name, ofEndpoint(endpoint)])),
  };
}

function ofEndpoint({ protocol, port, unit, health, exposure }: Endpoint): EndpointManifest {
  return { protocol, port, unit, ...(health !== undefined && { health }), exposure: exposure.to };
}
