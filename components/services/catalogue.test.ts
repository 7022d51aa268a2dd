import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { testFleet } from "../fleet/fleet-for-tests.ts";
import { at, onHost, onTailnet, publicly, type ServiceDeclaration } from "../fleet/index.ts";
import { printModule } from "../nix/index.ts";
import { compose, type Composition } from "../wiring/index.ts";
import * as catalogue from "./index.ts";

const { audiobookshelf, forgejo, glance, homebridge, immich, karakeep, ollama } = catalogue;
const tailnet = onTailnet();

/** What each service of the catalogue tells the fleet when it is declared like this. */
const told: Readonly<
  Record<
    keyof typeof catalogue,
    { declared: ServiceDeclaration; endpoints: Record<string, string>; units: readonly string[] }
  >
> = {
  audiobookshelf: {
    declared: audiobookshelf({ port: 4001, expose: tailnet, library: "/mnt/books" }),
    endpoints: { web: "http 4001 /healthcheck" },
    units: ["audiobookshelf.service"],
  },
  forgejo: {
    declared: forgejo({ port: 4001, expose: tailnet, ssh: { port: 4002, expose: tailnet } }),
    endpoints: { web: "http 4001 /api/healthz", ssh: "tcp 4002" },
    units: ["forgejo.service", "postgresql.service"],
  },
  glance: {
    declared: glance({ port: 4001, expose: tailnet }),
    endpoints: { web: "http 4001 /api/healthz" },
    units: ["glance.service"],
  },
  homebridge: {
    declared: homebridge({ port: 4001, expose: tailnet, version: "2026-07-20" }),
    endpoints: { web: "http 4001 /" },
    units: ["podman-homebridge.service"],
  },
  immich: {
    declared: immich({ port: 4001, expose: tailnet }),
    endpoints: { web: "http 4001 /api/server/ping" },
    units: [
      "immich-server.service",
      "immich-machine-learning.service",
      "postgresql.service",
      "redis-immich.service",
    ],
  },
  karakeep: {
    declared: karakeep({ port: 4001, expose: tailnet }),
    endpoints: { web: "http 4001 /api/health" },
    units: [
      "karakeep-web.service",
      "karakeep-workers.service",
      "karakeep-browser.service",
      "meilisearch.service",
    ],
  },
  ollama: {
    declared: ollama({ port: 4001, expose: tailnet, models: ["gemma3:4b"], acceleration: "rocm" }),
    endpoints: { api: "http 4001 /api/version" },
    units: ["ollama.service"],
  },
};

async function composed(...services: readonly ServiceDeclaration[]): Promise<Composition> {
  const [composition] = compose(await testFleet({ edge: { services } }));
  assert.ok(composition);
  return composition;
}

function nixOf(composition: Composition, service: string): string {
  return printModule(composition.files.find(({ path }) => path === `services/${service}.nix`)?.module ?? {});
}

for (const [name, { declared, endpoints, units }] of Object.entries(told)) {
  test(`${name}: real options, and a manifest with its units and ports`, async () => {
    // Composing refuses options that NixOS does not have.
    const composition = await composed(declared);
    const manifest = composition.manifest.services[name];
    assert.deepEqual(manifest?.units, units);
    const actual = Object.entries(manifest.endpoints).map(([endpoint, { protocol, port, health }]) => [
      endpoint,
      [protocol, port, health].filter((part) => part !== undefined).join(" "),
    ]);
    assert.deepEqual(Object.fromEntries(actual), endpoints);
    for (const { unit } of Object.values(manifest.endpoints)) assert.ok(units.includes(unit), unit);
    const nix = nixOf(composition, name);
    for (const { port } of Object.values(manifest.endpoints)) assert.match(nix, new RegExp(`\\b${port}\\b`));
  });

  test(`${name}: its file has its name`, () => {
    assert.equal(declared.definition.serviceName, name);
    assert.ok(existsSync(join(import.meta.dirname, `${name}.ts`)));
  });
}

test("every service file is in the catalogue", () => {
  const files = readdirSync(import.meta.dirname).filter((file) => !/^index|\.test\.ts$/.test(file));
  assert.deepEqual(
    files.map((file) => file.replace(/\.ts$/, "")).toSorted(),
    Object.keys(catalogue).toSorted(),
  );
});

const listening = { audiobookshelf, forgejo, glance, immich, karakeep, ollama };
for (const [name, service] of Object.entries(listening)) {
  test(`${name}: listens beyond its host only when it is exposed`, async () => {
    assert.match(nixOf(await composed(service({ expose: onHost() })), name), /"127\.0\.0\.1"/);
    assert.match(nixOf(await composed(service({ expose: onTailnet() })), name), /"0\.0\.0\.0"/);
  });
}

test("karakeep: its public name, and the Ollama it asks", async () => {
  const expose = publicly("karakeep.example.org");
  const near = await composed(ollama(), karakeep({ expose, ai: at("edge", ollama) }));
  assert.match(nixOf(near, "karakeep"), /NEXTAUTH_URL = "https:\/\/karakeep\.example\.org";/);
  assert.match(nixOf(near, "karakeep"), /OLLAMA_BASE_URL = "http:\/\/127\.0\.0\.1:11434";/);
  assert.deepEqual(near.uses, []);

  const fleet = await testFleet({
    edge: { services: [karakeep({ expose, ai: at("nas", ollama) })] },
    nas: { services: [ollama({ expose: onTailnet() })] },
  });
  const [far] = compose(fleet);
  assert.ok(far);
  assert.match(nixOf(far, "karakeep"), /OLLAMA_BASE_URL = "http:\/\/nas:11434";/);
  assert.deepEqual(far.uses, [{ name: "ollama", host: "nas", port: 11434 }]);

  assert.doesNotMatch(nixOf(await composed(karakeep()), "karakeep"), /OLLAMA/);
});

test("forgejo: without SSH it has no SSH endpoint and says so", async () => {
  const composition = await composed(forgejo({ expose: publicly("git.example.org") }));
  assert.deepEqual(Object.keys(composition.manifest.services["forgejo"]?.endpoints ?? {}), ["web"]);
  const nix = nixOf(composition, "forgejo");
  assert.match(nix, /DISABLE_SSH = true;/);
  assert.match(nix, /DOMAIN = "git\.example\.org";\n\s*ROOT_URL = "https:\/\/git\.example\.org\/";/);
});

test("what must be backed up", async () => {
  const states = await Promise.all(
    Object.values(told).map(async ({ declared }) => {
      const [service] = (await composed(declared)).host.services;
      return [service?.name, [...(service?.state?.directories ?? []), ...(service?.state?.databases ?? [])]];
    }),
  );
  assert.deepEqual(Object.fromEntries(states), {
    audiobookshelf: ["/var/lib/audiobookshelf"],
    forgejo: ["/var/lib/forgejo", "forgejo"],
    glance: [],
    homebridge: ["/var/lib/homebridge"],
    immich: [
      "/var/lib/immich/library",
      "/var/lib/immich/upload",
      "/var/lib/immich/profile",
      "/var/lib/immich/backups",
      "immich",
    ],
    karakeep: ["/var/lib/karakeep"],
    ollama: [],
  });
});

// @ts-expect-error -- Karakeep asks an Ollama, not a Glance.
karakeep({ ai: at("mauville", glance) });
// @ts-expect-error -- a container has no version of its own accord.
homebridge({ port: 8581 });
// @ts-expect-error -- such a graphics card is unknown.
ollama({ acceleration: "voodoo" });
