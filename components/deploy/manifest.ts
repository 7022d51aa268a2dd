import { z } from "zod";

const endpoint = z.object({
  protocol: z.enum(["http", "tcp", "udp"]),
  port: z.number().int(),
  unit: z.string(),
  health: z.string().optional(),
});

/** The part of /etc/confederation/manifest.json that a proof needs; a system without one declares nothing. */
const manifest = z.object({
  services: z
    .record(z.string(), z.object({ endpoints: z.record(z.string(), endpoint).default({}) }))
    .default({}),
});

/** Something the machine must answer for: four words of components/deploy/machine/prove.sh. */
export type Check = readonly [
  kind: "http" | "tcp" | "udp" | "peer",
  port: string,
  what: string,
  unit: string,
];

/**
 * The checks a system's manifest and its policy's peers ask for.
 * @throws {z.ZodError} when the manifest is not one.
 */
export function checksOf(manifestText: string, peers: readonly string[]): readonly Check[] {
  const { services } = manifest.parse(JSON.parse(manifestText));
  const endpoints = Object.values(services).flatMap((service) => Object.values(service.endpoints));
  return [
    ...endpoints.map(({ protocol, port, health, unit }): Check => [
      protocol,
      String(port),
      health ?? (protocol === "http" ? "/" : "-"),
      unit,
    ]),
    ...peers.map((peer): Check => {
      const colon = peer.lastIndexOf(":");
      return ["peer", peer.slice(colon + 1), peer.slice(0, colon), "-"];
    }),
  ];
}
