import { join } from "node:path";
import { EngineProject } from "../../components/deploy/engine-project.ts";
import { loadFleet } from "../../components/fleet/index.ts";
import { Lab } from "../../lab/index.ts";
import { ratio, type Ratio } from "./ratio.ts";

/**
 * What a deployed fleet costs when nothing has changed, against programs that say nothing: one with as many resources of the
 * same kinds, and one without any.
 */
export async function noOp(): Promise<Ratio[]> {
  const fleet = await EngineProject.ofFleet({}, { stack: "lab" });
  const lab = new Lab(join(fleet.folder, ".confederation/lab"));
  const empty = await emptyProject("");
  try {
    const { hosts, settings } = await loadFleet(fleet.folder);
    await lab.up(
      hosts.map(({ name }) => name),
      { tailnet: settings.tailnet },
    );
    const services = hosts.map((host) => host.services.length);
    const same = await emptyProject(sameResources(services));
    try {
      for (const project of [fleet, same, empty]) await pulumi(project, "up", "--yes", "--skip-preview");
      const preview = (project: EngineProject) => () => pulumi(project, "preview", "--expect-no-changes");
      const up = (project: EngineProject) => () =>
        pulumi(project, "up", "--yes", "--skip-preview", "--expect-no-changes");
      const asMany = "a program with as many resources that say nothing";
      return [
        await ratio(
          { name: "preview, nothing changed", against: asMany, atMost: 1.5 },
          preview(fleet),
          preview(same),
        ),
        await ratio({ name: "up, nothing changed", against: asMany, atMost: 1.5 }, up(fleet), up(same)),
        await ratio(
          { name: "preview, nothing changed", against: "a program without resources" },
          preview(fleet),
          preview(empty),
        ),
      ];
    } finally {
      await same.remove();
    }
  } finally {
    await lab.down();
    for (const project of [fleet, empty]) await project.remove();
  }
}

async function pulumi(project: EngineProject, ...args: readonly string[]): Promise<void> {
  const { exitCode, text } = await project.pulumi(...args);
  if (exitCode !== 0) throw new Error(text);
}

async function emptyProject(program: string): Promise<EngineProject> {
  const project = await EngineProject.create({ "index.ts": program });
  await pulumi(project, "stack", "init", "test");
  return project;
}

/** A program that registers what machines with so many services each are made of, and nothing else. */
function sameResources(services: readonly number[]): string {
  return `
import { local } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { System } from "./components/deploy/system.ts";
class Component extends pulumi.ComponentResource {
  constructor(type: string, name: string, opts: pulumi.ComponentResourceOptions = {}) {
    super(type, name, {}, opts);
    this.registerOutputs({});
  }
}
for (const [index, services] of ${JSON.stringify(services)}.entries()) {
  const host = "host" + index;
  const parent = new Component("empty:machine:Machine", host);
  const build = new local.Command("Build " + host, { create: "true" }, { parent });
  const command = new local.Command("Switch " + host, { create: "true", environment: { SYSTEM: build.stdout } }, { parent });
  const report = command.stdout.apply((attempt) => ({ attempt, outcome: "switched", system: "", profile: "", generation: 1, failing: [], stopped: [], rebootNeeded: false, seconds: 0 } as const));
  new System(host, { host, target: { host, address: host, user: "root", hostKey: "" }, policy: {}, build: {}, report }, { parent });
  for (let service = 0; service < services; service += 1) new Component("empty:service:Service", "service " + service + " on " + host, { parent });
}
`;
}
