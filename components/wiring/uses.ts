import type { Endpoint, Host } from "../fleet/index.ts";
import type { Reach } from "./define-wiring.ts";

/** An endpoint of another host that a host's configuration points to. */
export interface Use {
  /** The service, `karakeep`; with endpoint and host where the host uses several of that name: `karakeep.web on mauville`. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/** Answers under which address a host reaches endpoints, and remembers which of them stand on other hosts. */
export class Uses {
  readonly #host: Host;
  readonly #endpoints = new Set<Endpoint>();

  constructor(host: Host) {
    this.#host = host;
  }

  readonly reach: Reach = (endpoint) => {
    const there = endpoint.service.host;
    if (there === this.#host) return `127.0.0.1:${endpoint.port}`;
    this.#endpoints.add(endpoint);
    return `${there.name}:${endpoint.port}`;
  };

  /** What was asked for, in the order of names. */
  list(): readonly Use[] {
    const byService = Map.groupBy(this.#endpoints, (endpoint) => endpoint.service.name);
    return [...byService.values()]
      .flatMap((endpoints) => endpoints.map((endpoint) => use(endpoint, endpoints.length === 1)))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }
}

function use({ name, port, service }: Endpoint, isOnly: boolean): Use {
  const host = service.host.name;
  return { name: isOnly ? service.name : `${service.name}.${name} on ${host}`, host, port };
}
