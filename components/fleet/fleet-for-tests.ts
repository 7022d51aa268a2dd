import * as z from "zod";
import type { FleetDeclaration } from "./define-fleet.ts";
import { defineHost, type HostSpec } from "./define-host.ts";
import { defineMachine } from "./define-machine.ts";
import { defineService } from "./define-service.ts";
import { http, tcp, udp } from "./endpoint.ts";
import { exposure, onHost } from "./exposure.ts";
import type { Fleet } from "./fleet.ts";
import { resolveFleet } from "./resolve.ts";
import { port } from "./schemas.ts";
import { ref } from "./reference.ts";

/** Settings of fleets that tests make. */
export const testSettings: FleetDeclaration["spec"] = {
  nixpkgs: "github:NixOS/nixpkgs/nixos-25.11",
  tailnet: "tail.example.ts.net",
  acmeEmail: "admin@example.org",
  deployKeys: ["ssh-ed25519 AAAAdeploy"],
  sites: { home: { timeZone: "Europe/Berlin", edge: "edge" }, attic: { timeZone: "UTC" } },
};

/** A machine that tests declare. */
export const box = defineMachine("Box", {
  title: "box",
  args: z.strictObject({}),
  system: "x86_64-linux",
  nixos: () => ({ boot: { loader: { grub: { device: "/dev/vda" } } } }),
});

const webArgs = z.strictObject({ port: port.default(80), expose: exposure.default(onHost()) });

/** A service with one HTTP endpoint. */
export const web = defineService("web", {
  args: webArgs,
  units: () => ["web.service"],
  endpoints: (args) => ({ page: http(args.port, { exposure: args.expose, health: "/well" }) }),
  nixos: ({ listenAddress, publicUrl }) => ({
    systemd: {
      services: { web: { environment: { LISTEN: listenAddress(), SELF: publicUrl() } } },
    },
  }),
});

/** A service that uses another one. */
export const reader = defineService("reader", {
  args: z.strictObject({ source: ref(web).optional() }),
  units: () => ["reader.service"],
  nixos: ({ args, urlOf }) => ({
    systemd: {
      services: { reader: { environment: args.source ? { SOURCE: urlOf(args.source) } : {} } },
    },
  }),
});

/** A service that speaks no HTTP. */
export const game = defineService("game", {
  args: webArgs,
  units: () => ["game.service"],
  endpoints: (args) => ({
    chat: tcp(args.port, { exposure: args.expose }),
    play: udp(args.port, { exposure: args.expose, unit: "game-server.service" }),
  }),
  nixos: () => ({}),
});

/**
 * A fleet without files, as loading makes one; of each host a test says only what matters to it.
 * @param root Folder whose `hosts/` holds the raw modules that hosts name. @default none can be named
 */
export async function testFleet(
  hosts: Readonly<Record<string, Partial<HostSpec>>>,
  settings: Partial<FleetDeclaration["spec"]> = {},
  root = "/nowhere",
): Promise<Fleet> {
  const names = Object.keys(hosts).toSorted();
  return resolveFleet(root, {
    fleet: { kind: "fleet", spec: { ...testSettings, ...settings } },
    hosts: names.map((name) => ({
      name,
      file: `hosts/${name}.ts`,
      declaration: defineHost({
        site: "home",
        machine: box({}),
        stateVersion: "25.11",
        hostKey: `ssh-ed25519 AAAA${name.replaceAll("-", "")}`,
        ...hosts[name],
      }),
    })),
    names: new Set(names),
    problems: [],
  });
}
