import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { after, before, test } from "node:test";
import { EngineProject } from "../engine-project.ts";

/** Stands where the machines should: takes every connection, counts it, and ends it before SSH has begun. */
const deadEnd = createServer((socket) => {
  connections += 1;
  socket.destroy();
});
let connections = 0;
let port = 0;

const systemOf = (host: string) => `/nix/store/0000-nixos-system-${host}-25.11`;

/** A program whose machines were just deployed, as `Switch` would report it. */
const program = (hosts: readonly string[]) => `
import { System } from "./components/deploy/system.ts";
for (const host of ${JSON.stringify(hosts)}) {
  const system = "/nix/store/0000-nixos-system-" + host + "-25.11";
  new System(host, {
    host,
    target: { host, address: "127.0.0.1", port: ${port}, user: "root", hostKey: "ssh-ed25519 AAAA" },
    policy: {},
    build: {},
    report: { attempt: "a1", outcome: "switched", system, profile: system, generation: 12, failing: [], stopped: [], rebootNeeded: false, seconds: 1 },
  });
}
`;

let project: EngineProject;

before(async () => {
  await once(deadEnd.listen(0, "127.0.0.1"), "listening");
  const bound = deadEnd.address();
  assert.ok(bound !== null && typeof bound === "object");
  port = bound.port;
  project = await EngineProject.create({ "index.ts": program(["alpha", "beta"]) });
  const { exitCode, text } = await project.pulumi("stack", "init", "test");
  assert.equal(exitCode, 0, text);
});

after(async () => {
  deadEnd.close();
  await project.remove();
});

test("what a deployment reported becomes the state; no machine is asked", async () => {
  const { exitCode, text } = await project.pulumi("up", "--yes", "--skip-preview");
  assert.equal(exitCode, 0, text);
  const resources = await project.resources();
  assert.deepEqual(
    resources.map(({ type, outputs }) => [type, outputs["host"], outputs["system"], outputs["generation"]]),
    ["alpha", "beta"].map((host) => ["confederation:deploy:System", host, systemOf(host), 12]),
  );
  assert.equal(connections, 0);
});

test("nothing changed is nothing to do", async () => {
  const { exitCode, text } = await project.pulumi("up", "--yes", "--skip-preview", "--expect-no-changes");
  assert.equal(exitCode, 0, text);
  assert.equal(connections, 0);
});

test("a refresh of machines that do not answer warns under each of them and keeps their last known state", async () => {
  const known = await project.resources();
  const { exitCode, text } = await project.pulumi(
    "refresh",
    "--yes",
    "--skip-preview",
    "--expect-no-changes",
  );
  assert.equal(exitCode, 0, text);
  for (const host of ["alpha", "beta"])
    assert.match(
      text,
      new RegExp(
        `confederation:deploy:System \\(${host}\\):\\s+warning: ${host}: not reachable at 127\\.0\\.0\\.1 \\(.+\\); its last known state was kept`,
      ),
    );
  assert.deepEqual(await project.resources(), known);
  assert.equal(connections, 2);
});

test("a host that is no longer declared leaves the state, and its machine is not touched", async () => {
  await project.write("index.ts", program(["beta"]));
  const { exitCode, text } = await project.pulumi("up", "--yes", "--skip-preview");
  assert.equal(exitCode, 0, text);
  assert.match(text, /1 deleted/);
  assert.deepEqual(
    (await project.resources()).map(({ outputs }) => outputs["host"]),
    ["beta"],
  );
  assert.equal(connections, 2, "no more than the refresh made");
});

test("a destroyed stack leaves its machines alone too", async () => {
  const { exitCode, text } = await project.pulumi("destroy", "--yes", "--skip-preview");
  assert.equal(exitCode, 0, text);
  assert.deepEqual(await project.resources(), []);
  assert.equal(connections, 2, "no more than the refresh made");
});
