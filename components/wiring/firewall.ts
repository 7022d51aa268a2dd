import type { Endpoint, Host, Protocol } from "../fleet/index.ts";
import { defineWiring } from "./define-wiring.ts";

/** Opens the ports of public endpoints that people reach at their host itself; HTTP ones are reached through an edge host. */
export const firewall = defineWiring("firewall", () => (host) => {
  const tcp = publicPorts(host, "tcp");
  const udp = publicPorts(host, "udp");
  if (tcp.length === 0 && udp.length === 0) return undefined;
  return {
    networking: {
      firewall: {
        ...(tcp.length > 0 && { allowedTCPPorts: tcp }),
        ...(udp.length > 0 && { allowedUDPPorts: udp }),
      },
    },
  };
});

function publicPorts(host: Host, protocol: Protocol): number[] {
  const isOpen = (endpoint: Endpoint) => endpoint.protocol === protocol && endpoint.exposure.to === "public";
  return host.services
    .flatMap((service) => service.endpoints.filter(isOpen).map(({ port }) => port))
    .toSorted((a, b) => a - b);
}
