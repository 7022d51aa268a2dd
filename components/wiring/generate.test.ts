import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { reader, testFleet, web } from "../fleet/fleet-for-tests.ts";
import { at, FleetError, loadFleet, publicly, type Fleet } from "../fleet/index.ts";
import { generateFlake } from "./generate.ts";

let root = "";
beforeEach(async () => (root = await mkdtemp(join(tmpdir(), "generate-"))));
afterEach(() => rm(root, { recursive: true }));

const twoHosts = (port = 7020): Promise<Fleet> =>
  testFleet({
    edge: {},
    nas: { services: [web({ port, expose: publicly("a.example.org") })] },
  });

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
}

test("the flake holds each host's files, and a second run writes nothing", async () => {
  const { folder, changes, plans } = await generateFlake(root, await twoHosts());
  const expected = [
    "flake.lock",
    "flake.nix",
    "hosts/edge/default.nix",
    "hosts/edge/machine.nix",
    "hosts/edge/manifest.nix",
    "hosts/edge/wiring/base.nix",
    "hosts/edge/wiring/ingress.nix",
    "hosts/nas/default.nix",
    "hosts/nas/machine.nix",
    "hosts/nas/manifest.nix",
    "hosts/nas/services/web.nix",
    "hosts/nas/wiring/base.nix",
    "modules/confederation.nix",
    "modules/wiring/known-hosts.nix",
  ];
  assert.deepEqual(await filesIn(folder), expected);
  assert.deepEqual([...changes.written].toSorted(), expected);
  assert.deepEqual(Object.keys(plans), ["edge", "nas"]);
  assert.match(plans["nas"]?.digest ?? "", /^[0-9a-f]{64}$/);
  assert.deepEqual(Object.keys(plans["nas"]?.files ?? {}), [
    "machine.nix",
    "services/web.nix",
    "wiring/base.nix",
    "flake.lock",
    "modules/confederation.nix",
    "modules/wiring/known-hosts.nix",
  ]);
  const again = await generateFlake(root, await twoHosts());
  assert.deepEqual(again.changes, { written: [], deleted: [] });
  assert.deepEqual(again.plans, plans);
});

test("a changed port changes the host and its proxy, and nothing else", async () => {
  const fleet = (port: number) =>
    testFleet({
      edge: {},
      nas: { services: [web({ port, expose: publicly("a.example.org") })] },
      pi: { services: [web()] },
    });
  const before = (await generateFlake(root, await fleet(7020))).plans;
  const { plans: after, changes } = await generateFlake(root, await fleet(7021));
  assert.deepEqual(changes, {
    written: ["hosts/edge/manifest.nix", "hosts/edge/wiring/ingress.nix", "hosts/nas/manifest.nix"],
    deleted: [],
  });
  assert.deepEqual(
    Object.keys(after).filter((host) => after[host]?.digest !== before[host]?.digest),
    ["edge", "nas"],
  );
  assert.deepEqual(before["edge"]?.uses, [{ name: "web", host: "nas", port: 7020 }]);
  assert.deepEqual(after["edge"]?.uses, [{ name: "web", host: "nas", port: 7021 }]);
});

test("check says what is stale or obsolete, and writes nothing", async () => {
  const { folder } = await generateFlake(root, await twoHosts());
  const times = async () =>
    Promise.all(
      (await filesIn(folder)).map(async (file) => [file, (await stat(join(folder, file))).mtimeMs]),
    );
  const before = await times();
  const { changes } = await generateFlake(root, await testFleet({ edge: {} }), { check: true });
  assert.deepEqual(changes.written, [
    "flake.nix",
    "hosts/edge/default.nix",
    "hosts/edge/manifest.nix",
    "hosts/edge/wiring/known-hosts.nix",
  ]);
  assert.deepEqual(
    changes.deleted.filter((path) => !path.startsWith("hosts/nas/")),
    ["hosts/edge/wiring/ingress.nix", "modules/wiring/known-hosts.nix"],
  );
  assert.deepEqual(await times(), before);
});

test("a raw module is copied as it is and imported", async () => {
  await mkdir(join(root, "hosts/nas/disk"), { recursive: true });
  await writeFile(join(root, "hosts/nas/samba.nix"), "{ }  # mine\n");
  await writeFile(join(root, "hosts/nas/disk/default.nix"), "{ imports = [ ./more.nix ]; }\n");
  await writeFile(join(root, "hosts/nas/disk/more.nix"), "{ }\n");
  const fleet = await testFleet({ edge: {}, nas: { modules: ["./nas/samba.nix", "./nas/disk"] } }, {}, root);
  const { folder } = await generateFlake(root, fleet);
  assert.equal(await readFile(join(folder, "hosts/nas/modules/samba.nix"), "utf8"), "{ }  # mine\n");
  assert.equal(await readFile(join(folder, "hosts/nas/modules/disk/more.nix"), "utf8"), "{ }\n");
  const imports = await readFile(join(folder, "hosts/nas/default.nix"), "utf8");
  assert.match(imports, /\n {4}\.\/modules\/disk\n {4}\.\/modules\/samba\.nix\n/);
});

test("another nixpkgs than the first one needs a lock file that pins it", async () => {
  const nixpkgs = "github:NixOS/nixpkgs/nixos-unstable";
  const fleet = await testFleet({ edge: {} }, { nixpkgs });
  await assert.rejects(generateFlake(root, fleet), (error) => {
    assert.ok(error instanceof FleetError);
    assert.deepEqual(
      error.problems.map(({ file, field }) => `${file} ${field}`),
      ["fleet.ts nixpkgs"],
    );
    return true;
  });
  assert.deepEqual(await readdir(root), [], "nothing is written");
  await mkdir(join(root, "flake"));
  await writeFile(join(root, "flake/flake.lock"), "{ }\n");
  await generateFlake(root, fleet);
  assert.match(await readFile(join(root, "flake/flake.nix"), "utf8"), /nixos-unstable/);
  assert.equal(await readFile(join(root, "flake/flake.lock"), "utf8"), "{ }\n");
});

test("hosts that use each other", async () => {
  const fleet = await testFleet({
    edge: {
      services: [web({ expose: publicly("a.example.org") }), reader({ source: at("nas", web) })],
    },
    nas: {
      services: [web({ expose: publicly("b.example.org") }), reader({ source: at("edge", web) })],
    },
  });
  const { plans } = await generateFlake(root, fleet);
  assert.deepEqual(
    Object.values(plans).map(({ uses }) => uses),
    [[{ name: "web", host: "nas", port: 80 }], [{ name: "web", host: "edge", port: 80 }]],
  );
});

test("the committed flake is what the committed declarations give", async () => {
  const project = join(import.meta.dirname, "../..");
  const { changes } = await generateFlake(project, await loadFleet(project), { check: true });
  assert.deepEqual(changes, { written: [], deleted: [] }, "run npm run generate");
});
