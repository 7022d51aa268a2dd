import assert from "node:assert/strict";
import { test } from "node:test";
import * as z from "zod";
import { game, reader, testFleet, web } from "../fleet/fleet-for-tests.ts";
import { at, defineService, FleetError, onTailnet, publicly, type Fleet } from "../fleet/index.ts";
import { printNix } from "../nix/index.ts";
import { allWirings } from "./all.ts";
import { compose, type Composition } from "./compose.ts";
import { defineWiring, type Wiring } from "./define-wiring.ts";

function composed(fleet: Fleet, host: string, wirings: readonly Wiring[] = allWirings): Composition {
  const composition = compose(fleet, wirings).find((candidate) => candidate.host.name === host);
  assert.ok(composition);
  return composition;
}

function moduleAt(composition: Composition, path: string): string {
  return printNix(composition.files.find((file) => file.path === path)?.module);
}

const threeHosts = () =>
  testFleet({
    edge: { services: [reader({ source: at("nas", web) })], nixos: { time: { timeZone: "UTC" } } },
    nas: {
      services: [
        web({ port: 7020, expose: publicly("a.example.org") }),
        game({ port: 9, expose: publicly() }),
        reader({ source: at("nas", web) }),
      ],
    },
    pi: { services: [web({ expose: onTailnet() })] },
  });

test("a host is composed of machine, own options, services and what is derived, one file each", async () => {
  const fleet = await threeHosts();
  const files = compose(fleet).map(({ host, files: written }) => [
    host.name,
    written.map(({ path, origin }) => `${path} from ${origin}`),
  ]);
  assert.deepEqual(Object.fromEntries(files), {
    edge: [
      "machine.nix from components/machines/box.ts",
      "host.nix from hosts/edge.ts",
      "services/reader.nix from components/services/reader.ts",
      "wiring/base.nix from components/wiring/base.ts",
      "wiring/ingress.nix from components/wiring/ingress.ts",
      "wiring/known-hosts.nix from components/wiring/known-hosts.ts",
    ],
    nas: [
      "machine.nix from components/machines/box.ts",
      "services/web.nix from components/services/web.ts",
      "services/game.nix from components/services/game.ts",
      "services/reader.nix from components/services/reader.ts",
      "wiring/base.nix from components/wiring/base.ts",
      "wiring/firewall.nix from components/wiring/firewall.ts",
      "wiring/known-hosts.nix from components/wiring/known-hosts.ts",
    ],
    pi: [
      "machine.nix from components/machines/box.ts",
      "services/web.nix from components/services/web.ts",
      "wiring/base.nix from components/wiring/base.ts",
      "wiring/known-hosts.nix from components/wiring/known-hosts.ts",
    ],
  });
});

test("services learn where they listen, how people reach them, and where what they use answers", async () => {
  const fleet = await threeHosts();
  const at80 = (environment: object) => printNix({ systemd: { services: environment } });
  assert.equal(
    moduleAt(composed(fleet, "nas"), "services/web.nix"),
    at80({ web: { environment: { LISTEN: "0.0.0.0", SELF: "https://a.example.org" } } }),
  );
  assert.equal(
    moduleAt(composed(fleet, "pi"), "services/web.nix"),
    at80({ web: { environment: { LISTEN: "0.0.0.0", SELF: "http://pi:80" } } }),
  );
  assert.equal(
    moduleAt(composed(fleet, "edge"), "services/reader.nix"),
    at80({ reader: { environment: { SOURCE: "http://nas:7020" } } }),
  );
  assert.equal(
    moduleAt(composed(fleet, "nas"), "services/reader.nix"),
    at80({ reader: { environment: { SOURCE: "http://127.0.0.1:7020" } } }),
  );
  const alone = composed(await testFleet({ edge: { services: [web()] } }), "edge");
  assert.equal(
    moduleAt(alone, "services/web.nix"),
    at80({ web: { environment: { LISTEN: "127.0.0.1", SELF: "http://edge:80" } } }),
  );
});

test("a host uses endpoints of others that its services or its wirings ask for, each once", async () => {
  const fleet = await threeHosts();
  assert.deepEqual(composed(fleet, "edge").uses, [{ name: "web", host: "nas", port: 7020 }]);
  assert.deepEqual(composed(fleet, "nas").uses, []);
  assert.deepEqual(composed(fleet, "pi").uses, []);
});

test("services of one name on several hosts are told apart", async () => {
  const expose = (letter: string) => ({
    services: [web({ expose: publicly(`${letter}.example.org`) })],
  });
  const fleet = await testFleet({ edge: {}, nas: expose("a"), pi: expose("b") });
  assert.deepEqual(composed(fleet, "edge").uses, [
    { name: "web.page on nas", host: "nas", port: 80 },
    { name: "web.page on pi", host: "pi", port: 80 },
  ]);
});

test("the manifest names services, units and endpoints", async () => {
  assert.deepEqual(composed(await threeHosts(), "nas").manifest, {
    version: 1,
    host: "nas",
    site: "home",
    services: {
      web: {
        units: ["web.service"],
        endpoints: {
          page: {
            protocol: "http",
            port: 7020,
            unit: "web.service",
            health: "/well",
            exposure: "public",
          },
        },
      },
      game: {
        units: ["game.service"],
        endpoints: {
          chat: { protocol: "tcp", port: 9, unit: "game.service", exposure: "public" },
          play: { protocol: "udp", port: 9, unit: "game-server.service", exposure: "public" },
        },
      },
      reader: { units: ["reader.service"], endpoints: {} },
    },
  });
});

test("an option that is none is found in services and wirings, once, with the hosts it concerns", async () => {
  const typo: object = { networking: { hostname: "x" } };
  const broken = defineService("broken", {
    args: z.strictObject({}),
    units: () => ["broken.service"],
    nixos: () => typo,
  });
  const fleet = await testFleet({ edge: { services: [broken()] }, nas: { services: [broken()] } });
  const wiring = defineWiring("bad-wiring", () => (host) => (host.name === "nas" ? typo : undefined));
  assert.throws(
    () => compose(fleet, [wiring]),
    (error) => {
      assert.ok(error instanceof FleetError);
      assert.equal(
        error.message,
        `2 problems in the fleet; nothing was planned or written.

components/services/broken.ts    networking.hostname: no such option (for edge, nas)
                                 did you mean networking.hostName?
components/wiring/bad-wiring.ts  networking.hostname: no such option (for nas)
                                 did you mean networking.hostName?`,
      );
      return true;
    },
  );
});

test("composing 300 hosts reads the fleet once per wiring and asks each host once", async () => {
  const names = Array.from({ length: 300 }, (_, index) => `h${index}`);
  const services = (index: number) => [
    web({ expose: publicly(`h${index}.example.org`) }),
    reader({ source: at(`h${index % names.length}`, web) }),
  ];
  const fleet = await testFleet(
    Object.fromEntries(["edge", ...names].map((name, index) => [name, { services: services(index) }])),
  );
  let reads = 0;
  let asked = 0;
  const counted = allWirings.map((wiring) => ({
    ...wiring,
    read: (whole: Fleet) => {
      reads += 1;
      const wire = wiring.read(whole);
      return (...args: Parameters<typeof wire>) => {
        asked += 1;
        return wire(...args);
      };
    },
  }));
  const compositions = compose(fleet, counted);
  assert.equal(reads, allWirings.length);
  assert.equal(asked, allWirings.length * 301);
  assert.equal(compositions.length, 301);
  assert.equal(compositions.find(({ host }) => host.name === "edge")?.uses.length, 300);
  const modules = compositions.flatMap(({ files }) =>
    files.filter(({ path }) => path === "wiring/known-hosts.nix").map(({ module }) => module),
  );
  assert.equal(new Set(modules).size, 1, "what all hosts share is made and checked once");
});
