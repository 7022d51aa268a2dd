import type { Endpoint, Fleet, Host } from "../fleet/index.ts";
import type { NixosConfig } from "../options/index.ts";

/**
 * Address under which a host reaches an endpoint: `mauville:7020`, or `127.0.0.1:7020` on the same host.
 * Whatever is asked for here is shown in previews as what the host uses.
 */
export type Reach = (endpoint: Endpoint) => string;

/** A concern that crosses services and hosts. It reads the fleet and knows no service by name. */
export interface Wiring {
  /** Name of its files in the flake: `known-hosts`. */
  readonly name: string;
  /** Reads the fleet, once, and returns what gives each host its part. */
  readonly read: (fleet: Fleet) => (host: Host, reach: Reach) => NixosConfig | undefined;
}

/**
 * Defines a wiring.
 * @param read Called once for a fleet: what is costly or the same for all hosts belongs here, and not into what it
 *   returns, which is called once for each host and answers `undefined` where the host has no part.
 */
export function defineWiring(name: string, read: Wiring["read"]): Wiring {
  return { name, read };
}
