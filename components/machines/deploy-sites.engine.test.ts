import assert from "node:assert/strict";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import * as z from "zod";
import { EngineProject } from "../deploy/engine-project.ts";

const machines = Object.fromEntries(
  ["mauville", "mossdeep", "slateport"].map((host, index) => [
    host,
    { address: `10.77.0.${11 + index}`, hostKey: `ssh-ed25519 AAAA${index}` },
  ]),
);

const stackConfig = `config:
  confederation:sites: [home, hetzner]
  confederation:sshConfig: .confederation/lab/ssh_config
  confederation:rehearsal: { machines: machines.json, inputs: { nixpkgs: "path:nixpkgs" } }
`;

const projects: EngineProject[] = [];
after(() => Promise.all(projects.map((project) => project.remove())));

/** This checkout's fleet and program in a folder of their own, as a rehearsal of which no machine is up. */
async function fleetProject(components: "copy" | "link" = "link"): Promise<EngineProject> {
  const files = {
    "Pulumi.test.yaml": stackConfig,
    "machines.json": JSON.stringify(machines),
    "nixpkgs/flake.nix": "{ outputs = _: { }; }",
  };
  const project = await EngineProject.ofFleet(files, { components });
  projects.push(project);
  return project;
}

const previewSchema = z.object({
  steps: z.array(
    z.object({
      op: z.string(),
      newState: z.object({
        urn: z.string(),
        type: z.string(),
        parent: z.string().optional(),
        inputs: z.record(z.string(), z.unknown()).default({}),
      }),
    }),
  ),
});

async function preview(project: EngineProject) {
  const { exitCode, text } = await project.pulumi("preview", "--json");
  assert.equal(exitCode, 0, text);
  const { steps } = previewSchema.parse(JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1)));
  return steps
    .filter(({ newState }) => !newState.type.startsWith("pulumi:"))
    .map(({ newState: { urn, type, parent, inputs } }) => ({ name: nameIn(urn), type, parent, inputs }));
}

function nameIn(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}

test("a stack plans its machines, each with its build, switch, system and services as children, and rents nothing in a rehearsal", async () => {
  const resources = await preview(await fleetProject());
  const children = (host: string) =>
    resources
      .filter(({ parent }) => parent !== undefined && nameIn(parent) === host)
      .map(({ type, name }) => `${type} ${name}`)
      .toSorted();
  const own = (host: string) => [
    `command:local:Command Build ${host}`,
    `command:local:Command Switch ${host}`,
    `confederation:deploy:System ${host}`,
  ];
  assert.deepEqual(children("mossdeep"), [
    ...own("mossdeep"),
    "confederation:service:Forgejo forgejo on mossdeep",
  ]);
  for (const host of Object.keys(machines))
    assert.deepEqual(
      children(host).filter((child) => !child.startsWith("confederation:service:")),
      own(host),
    );
  assert.deepEqual(
    resources
      .filter(({ type }) => type.startsWith("confederation:machine:"))
      .map(({ name }) => name)
      .toSorted(),
    Object.keys(machines),
  );
  assert.ok(!resources.some(({ type }) => type.startsWith("hcloud:")));
});

test("another checkout in another folder plans the same, to the letter", async () => {
  const [one, other] = [await fleetProject("copy"), await fleetProject("copy")];
  const [planned, plannedThere] = [await preview(one), await preview(other)];
  assert.notEqual(one.folder, other.folder);
  assert.deepEqual(sorted(planned), sorted(plannedThere));
  assert.ok(!JSON.stringify(planned).includes(one.folder), "no path of the checkout in what Pulumi keeps");
});

function sorted<T extends { readonly type: string; readonly name: string }>(resources: readonly T[]): T[] {
  return resources.toSorted((a, b) => `${a.type} ${a.name}`.localeCompare(`${b.type} ${b.name}`));
}

const host = (spec: string) => `
import { at, defineHost, onTailnet, publicly } from "../components/fleet/index.ts";
import { btrfs, thinkCentre } from "../components/machines/index.ts";
import { glance, karakeep, ollama } from "../components/services/index.ts";
const usual = {
  site: "home",
  machine: thinkCentre({ model: "m700-tiny", disk: btrfs("/dev/sda") }),
  stateVersion: "25.11",
  hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHnlmJfuex1Y16LkAg0iTHxwcBkwanuKk2DjkCdj2RUL",
};
export default defineHost({ ...usual, ${spec} });
`;

test("ten broken host files: one run names every mistake with its file, and plans and writes nothing", async () => {
  const project = await fleetProject();
  const broken: Record<string, string> = {
    "unknown-key": host("servces: []"),
    "wrong-type": host('services: "glance"'),
    "unknown-site": host('site: "hme"'),
    "port-clash": host(
      "services: [glance({ port: 9000, expose: onTailnet() }), ollama({ port: 9000, expose: onTailnet() })]",
    ),
    "no-such-service": host('services: [karakeep({ expose: onTailnet(), ai: at("mossdeep", ollama) })]'),
    "bad-domain": host('services: [glance({ expose: publicly("not a domain") })]'),
    "bad-path": host('modules: ["./nowhere.nix"]'),
    twice: host("services: [glance({ expose: onTailnet() }), glance({ port: 8999, expose: onTailnet() })]"),
    throws: 'throw new Error("this file does not load");',
    empty: "",
  };
  for (const [name, text] of Object.entries(broken)) await project.write(`hosts/${name}.ts`, text);
  const before = await filesIn(join(project.folder, "flake"));
  const { exitCode, text } = await project.pulumi("preview");
  assert.notEqual(exitCode, 0);
  for (const name of Object.keys(broken)) assert.match(text, new RegExp(`hosts/${name}\\.ts +\\S`), text);
  assert.match(text, /nothing was planned or written/);
  assert.doesNotMatch(text, /^\s+at .*:\d+:\d+/m, "no stack trace");
  assert.deepEqual(await filesIn(join(project.folder, "flake")), before);
});

async function filesIn(folder: string): Promise<[name: string, changed: number][]> {
  const entries = await readdir(folder, { recursive: true });
  return Promise.all(
    entries
      .toSorted()
      .map(async (name) => [name, (await stat(join(folder, name))).mtimeMs] as [string, number]),
  );
}

test("a stack's own mistakes are told with file, field and what to do", async () => {
  const project = await fleetProject();
  const config = await project.read("Pulumi.test.yaml");
  await project.write(
    "Pulumi.test.yaml",
    config.replace("[home, hetzner]", "[home, hetzer]\n  confederation:evaluaters: 2"),
  );
  const { exitCode, text } = await project.pulumi("preview");
  assert.notEqual(exitCode, 0);
  assert.match(text, /Pulumi\.test\.yaml +config\.evaluaters: no such field/);
  assert.match(text, /did you mean evaluators\?/);
  assert.match(text, /config\.sites\.1: got "hetzer", expected one of "home", "hetzner"/);
});
