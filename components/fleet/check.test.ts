import assert from "node:assert/strict";
import { test } from "node:test";
import type { HostSpec } from "./define-host.ts";
import { box, game, reader, testFleet, web } from "./fleet-for-tests.ts";
import { at, FleetError, http, onHost, onTailnet, publicly, type Exposure } from "./index.ts";

/** What is wrong with a fleet: file, field, message and remedy of each problem. */
async function problemsOf(
  hosts: Readonly<Record<string, Partial<HostSpec>>>,
  settings: Parameters<typeof testFleet>[1] = {},
): Promise<string[]> {
  try {
    await testFleet(hosts, settings);
    return [];
  } catch (error) {
    assert.ok(error instanceof FleetError, String(error));
    return error.problems.map((problem) => Object.values(problem).join(" | "));
  }
}

const edge: Partial<HostSpec> = {};

test("a fleet without mistakes is loaded whole", async () => {
  const fleet = await testFleet({
    edge,
    nas: { services: [web({ port: 7020, expose: publicly("a.example.org") })] },
    pi: { services: [reader({ source: at("nas", web) })] },
  });
  assert.deepEqual(
    fleet.hosts.map((host) => host.name),
    ["edge", "nas", "pi"],
  );
  const service = fleet.service(at("nas", web));
  assert.equal(service.host, fleet.host("nas"));
  assert.equal(service.host.tailnetName, "nas.tail.example.ts.net");
  assert.deepEqual(service.host.site, { name: "home", timeZone: "Europe/Berlin", edge: "edge" });
  assert.deepEqual(
    service.endpoints.map(({ name, port, protocol, unit, health }) => ({
      name,
      port,
      protocol,
      unit,
      health,
    })),
    [{ name: "page", port: 7020, protocol: "http", unit: "web.service", health: "/well" }],
  );
  assert.deepEqual(
    fleet.host("pi").services.flatMap(({ uses }) => uses),
    [at("nas", web)],
  );
  assert.throws(() => fleet.host("gone"), /the loaded fleet has no host gone/);
});

test("TCP and UDP share a port, two programs on one protocol do not", async () => {
  assert.deepEqual(await problemsOf({ edge: { services: [game({ port: 9 })] } }), []);
  assert.deepEqual(await problemsOf({ edge: { services: [game({ port: 9 }), web({ port: 9 })] } }), [
    "hosts/edge.ts | services.web.port | 9 is also used by game on edge (hosts/edge.ts) | choose another port for one of them",
  ]);
  assert.deepEqual(await problemsOf({ edge: { services: [web()] }, nas: { services: [web()] } }), []);
});

test("a name is served once in the whole fleet", async () => {
  const expose = publicly("a.example.org");
  assert.deepEqual(
    await problemsOf({
      edge: { services: [web({ expose })] },
      nas: { services: [web({ expose: onTailnet("a.example.org") })] },
    }),
    [
      "hosts/nas.ts | services.web | the name a.example.org is also used by web on edge (hosts/edge.ts) | choose another name for one of them",
    ],
  );
});

test("a service declared twice is one problem, whatever its ports and names", async () => {
  const twice = web({ expose: publicly("a.example.org") });
  assert.deepEqual(await problemsOf({ edge: { services: [twice, twice] } }), [
    "hosts/edge.ts | services.web | web is declared twice on edge | remove one of the two",
  ]);
});

const exposures: readonly [what: string, service: typeof web | typeof game, Exposure, expected: string[]][] =
  [
    ["HTTP for the host", web, onHost(), []],
    ["HTTP for the tailnet", web, onTailnet(), []],
    [
      "HTTP for the public without a name",
      web,
      publicly(),
      [
        'hosts/attic.ts | services.web | its endpoint page is public without a name, expected a domain | write publicly("photos.example.org")',
      ],
    ],
    [
      "HTTP for the public at a site without edge host",
      web,
      publicly("a.example.org"),
      [
        "hosts/attic.ts | services.web | a.example.org is public, but site attic has no edge host | set sites.attic.edge in fleet.ts, or expose it to the tailnet",
      ],
    ],
    ["TCP and UDP for the public", game, publicly(), []],
    [
      "TCP and UDP under a name",
      game,
      publicly("a.example.org"),
      [
        "hosts/attic.ts | services.game | its endpoint chat has the name a.example.org, but speaks no HTTP, expected no name | write publicly()",
        "hosts/attic.ts | services.game | its endpoint play has the name a.example.org, but speaks no HTTP, expected no name | write publicly()",
      ],
    ],
  ];
for (const [what, service, expose, expected] of exposures) {
  test(`exposure: ${what}`, async () => {
    const hosts = { edge, attic: { site: "attic", services: [service({ expose })] } };
    assert.deepEqual(await problemsOf(hosts), expected);
  });
}

test("a public name at a site that does not exist is one problem", async () => {
  const services = [web({ expose: publicly("a.example.org") })];
  assert.deepEqual(await problemsOf({ edge, nas: { site: "nowhere", services } }), [
    'hosts/nas.ts | site | got "nowhere", expected one of home, attic | choose one of them, or add the site to fleet.ts',
  ]);
});

test("an edge host that does not exist", async () => {
  assert.deepEqual(await problemsOf({ nas: {} }), [
    'fleet.ts | sites.home.edge | got "edge", but there is no hosts/edge.ts | create it, or name nas',
  ]);
});

test("references to what is not there, or answers nobody else", async () => {
  const services = [reader({ source: at("nas", web) })];
  const expected = (message: string) => [`hosts/edge.ts | services.reader.source | ${message}`];
  assert.deepEqual(
    await problemsOf({ edge: { services } }),
    expected('there is no host "nas"; hosts with web: none | add web() to a host or drop the argument'),
  );
  assert.deepEqual(
    await problemsOf({ edge: { services }, nas: {}, pi: { services: [web()] } }),
    expected('host "nas" runs no web; hosts with web: pi | name one of them or drop the argument'),
  );
  assert.deepEqual(
    await problemsOf({ edge: { services }, nas: { services: [web()] } }),
    expected(
      "web on nas answers programs on nas only | write expose: onTailnet() for it in hosts/nas.ts, or drop the argument",
    ),
  );
  assert.deepEqual(
    await problemsOf({ edge: { services: [web(), reader({ source: at("edge", web) })] } }),
    [],
  );
});

test("a reference to a service with mistakes of its own is not a second problem", async () => {
  const services = [reader({ source: at("nas", web) })];
  const onePort = [
    "hosts/nas.ts | services.web.port | got 0, expected a number of at least 1 | change services.web.port in hosts/nas.ts",
  ];
  const nas = { services: [web({ port: 0 })] };
  assert.deepEqual(await problemsOf({ edge: { services }, nas }), onePort);
  const broken = { ...nas, hostKey: "ssh-dss AAAA" };
  assert.deepEqual(await problemsOf({ edge: { services }, nas: broken }), [
    'hosts/nas.ts | hostKey | got "ssh-dss AAAA", expected a public SSH key such as ssh-ed25519 AAAA… | change hostKey in hosts/nas.ts',
    ...onePort,
  ]);
});

test("settings and machines are checked as services are", async () => {
  const settings = { tailnet: "tailnet", deployKeys: ["secret"], sites: { home: { timeZone: "Mars/Base" } } };
  assert.deepEqual(await problemsOf({ edge: { machine: { ...box({}), args: { size: 1 } } } }, settings), [
    'fleet.ts | tailnet | got "tailnet", expected a domain name such as photos.example.org | change tailnet in fleet.ts',
    'fleet.ts | deployKeys.0 | got "secret", expected a public SSH key such as ssh-ed25519 AAAA… | change deployKeys.0 in fleet.ts',
    'fleet.ts | sites.home.timeZone | got "Mars/Base", expected a time zone such as Europe/Berlin | change sites.home.timeZone in fleet.ts',
    "hosts/edge.ts | machine.size | no such field; fields here: none | remove it",
  ]);
});

// @ts-expect-error -- a reference to the wrong service does not compile.
reader({ source: at("nas", game) });
// @ts-expect-error -- an argument that the service does not have.
web({ prot: 80 });
// @ts-expect-error -- an argument of the wrong type.
web({ port: "80" });
// @ts-expect-error -- health checks are for HTTP.
http(80, { healt: "/" });

test("a broken field hides no mistake beside it", async () => {
  const problems = await problemsOf({
    edge,
    nas: {
      stateVersion: "old",
      site: "moon",
      services: [web({ port: 7020 }), game({ port: 7020 }), reader({ source: at("edge", web) })],
    },
  });
  assert.deepEqual(
    problems.map((problem) => problem.split(" | ")[1] ?? "").toSorted((a, b) => a.localeCompare(b)),
    ["services.game.port", "services.reader.source", "site", "stateVersion"],
  );
});
