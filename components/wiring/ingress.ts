import { domainOf, type Endpoint, type Fleet, type Host } from "../fleet/index.ts";
import { mkForce } from "../nix/index.ts";
import { defineWiring, type Reach } from "./define-wiring.ts";

/**
 * Serves HTTP endpoints under their names: public ones on the edge host of their site, wherever they run; those of the
 * tailnet on their own host, bound to its address on the tailnet.
 */
export const ingress = defineWiring("ingress", (fleet) => {
  const publicNames = namesByEdge(fleet);
  return (host, reach) => {
    const open = publicNames.get(host.name) ?? [];
    const inside = tailnetNames(host);
    if (open.length === 0 && inside.length === 0) return undefined;
    const virtualHosts = [
      ...open.map((name) => [name.domain, { extraConfig: proxy(name.endpoint, reach) }] as const),
      ...inside.map(
        (name) =>
          [
            name.domain,
            {
              // Public authorities cannot reach the name to prove it.
              extraConfig: `tls internal\n${proxy(name.endpoint, reach)}`,
              listenAddresses: [host.tailnetName],
            },
          ] as const,
      ),
      ...(open.length > 0 && inside.length > 0 ? [[":443", nobodyElse] as const] : []),
    ];
    return {
      services: {
        caddy: {
          enable: true,
          email: fleet.settings.acmeEmail,
          virtualHosts: Object.fromEntries(virtualHosts.toSorted(([a], [b]) => (a < b ? -1 : 1))),
        },
      },
      ...(open.length > 0 && {
        networking: { firewall: { allowedTCPPorts: [80, 443], allowedUDPPorts: [443] } },
      }),
      ...(inside.length > 0 && { systemd: { services: { caddy: waitForTailnet } } }),
    };
  };
});

/** Beside public names, Caddy would answer the tailnet's names to everybody: with an empty page, but with their certificate. */
const nobodyElse = { extraConfig: "abort\n" };

/** Caddy cannot bind to the tailnet before the tailnet is up, and would else give up at the first failure. */
const waitForTailnet = {
  after: ["tailscaled.service"],
  wants: ["tailscaled.service"],
  serviceConfig: { RestartPreventExitStatus: mkForce("") },
};

/** An HTTP endpoint and the name it is served under. */
interface Name {
  readonly domain: string;
  readonly endpoint: Endpoint;
}

function namesByEdge(fleet: Fleet): ReadonlyMap<string, readonly Name[]> {
  const names = new Map<string, Name[]>();
  for (const host of fleet.hosts) {
    const { edge } = host.site;
    if (edge === undefined) continue;
    const served = names.get(edge) ?? [];
    served.push(...namesOf(host, "public"));
    names.set(edge, served);
  }
  return names;
}

function tailnetNames(host: Host): readonly Name[] {
  return namesOf(host, "tailnet");
}

function namesOf(host: Host, to: "public" | "tailnet"): Name[] {
  return host.services
    .flatMap((service) => service.endpoints)
    .filter((endpoint) => endpoint.protocol === "http" && endpoint.exposure.to === to)
    .flatMap((endpoint) => {
      const domain = domainOf(endpoint);
      return domain === undefined ? [] : [{ domain, endpoint }];
    });
}

function proxy(endpoint: Endpoint, reach: Reach): string {
  return `encode zstd gzip\nreverse_proxy ${reach(endpoint)}\n`;
}
