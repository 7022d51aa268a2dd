import { domainOf } from "./exposure.ts";
import type { Endpoint } from "./fleet.ts";

/** URL under which people reach an HTTP endpoint: `https://karakeep.cute.haus`, else `http://mauville:7020`. */
export function urlOf(endpoint: Endpoint): string {
  const domain = domainOf(endpoint);
  return domain === undefined ? `http://${endpoint.service.host.name}:${endpoint.port}` : `https://${domain}`;
}
