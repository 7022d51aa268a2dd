import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { EngineProject } from "../deploy/engine-project.ts";
import { loadFleet } from "../fleet/index.ts";
import { run } from "../process/index.ts";
import { activateOlderGeneration, Lab } from "../../lab/index.ts";

const checkout = resolve(import.meta.dirname, "../..");
const stack = "lab";

let project: EngineProject;
let lab: Lab;
let shims: string;
let hosts: readonly string[];

before(async () => {
  shims = await loggingShims(["nix", "nix-store", "ssh"]);
  const env = { PATH: [shims, process.env["PATH"]].join(delimiter) };
  project = await EngineProject.ofFleet({}, { stack, env });
  lab = new Lab(join(project.folder, ".confederation/lab"));
  const fleet = await loadFleet(project.folder);
  hosts = fleet.hosts.map(({ name }) => name);
  await lab.up(hosts, { tailnet: fleet.settings.tailnet });
});

after(async () => {
  await lab.down();
  await project.remove();
  await rm(shims, { recursive: true });
});

/** A folder of programs that note that they were called and then do what the real ones do. */
async function loggingShims(names: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "confederation-shims-"));
  for (const name of names) {
    const { stdout } = await run(["sh", "-c", 'command -v "$1"', "sh", name], { timeoutSeconds: 5 });
    const file = join(folder, name);
    await writeFile(file, `#!/bin/sh\necho ${name} >> ${folder}/calls\nexec ${stdout.trim()} "$@"\n`);
    await chmod(file, 0o755);
  }
  return folder;
}

/** Names of the programs called since the last question. */
async function calls(): Promise<string[]> {
  const text = await readFile(join(shims, "calls"), "utf8").catch(() => "");
  await rm(join(shims, "calls"), { force: true });
  return text.split("\n").filter((line) => line !== "");
}

async function up(...args: readonly string[]): Promise<string> {
  const { exitCode, text } = await project.pulumi("up", "--yes", "--skip-preview", ...args);
  assert.equal(exitCode, 0, text);
  return text;
}

/** Generation and system that each machine really runs, asked past all that is tested here. */
async function running(): Promise<
  Record<string, { system: string | undefined; generation: number | undefined }>
> {
  const machines = await lab.status();
  return Object.fromEntries(machines.map(({ host, system, generation }) => [host, { system, generation }]));
}

/** The same as Pulumi's state has it. */
async function known(): Promise<Record<string, { system: unknown; generation: unknown }>> {
  const systems = (await project.resources()).filter(({ type }) => type === "confederation:deploy:System");
  return Object.fromEntries(
    systems.map(({ outputs }) => [
      String(outputs["host"]),
      { system: outputs["system"], generation: outputs["generation"] },
    ]),
  );
}

async function edit(file: string, from: string, to: string): Promise<void> {
  const text = await project.read(file);
  assert.ok(text.includes(from), `${file} has no ${from}`);
  await project.write(file, text.replace(from, to));
}

const previewSchema = z.object({ steps: z.array(z.object({ op: z.string(), urn: z.string() })) });

/** Names of the resources that a preview would change. */
async function plannedChanges(): Promise<string[]> {
  const { text } = await project.pulumi("preview", "--json");
  const { steps } = previewSchema.parse(JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1)));
  return steps
    .filter(({ op }) => op !== "same")
    .map(({ urn }) => urn.split("::").at(-1) ?? "")
    .toSorted();
}

test("up brings every machine to its declared system, and the state says what runs", async () => {
  await up();
  assert.deepEqual(await known(), await running());
  for (const host of hosts)
    assert.match((await running())[host]?.system ?? "", new RegExp(`-nixos-system-${host}-`));
  const called = await calls();
  for (const program of ["nix", "ssh"]) assert.ok(called.includes(program), `${program} was traced`);
});

test("the state of a machine with its services is about 10 KiB", async () => {
  const resources = await project.resources();
  for (const host of hosts) {
    const own = resources.filter(({ urn }) => urn.split("::").at(-1)?.split(" ").includes(host));
    const { stdout } = { stdout: JSON.stringify(own) };
    assert.ok(own.length >= 4);
    assert.ok(stdout.length < 10 * 1024, `${host}: ${stdout.length} bytes`);
  }
});

test("the stack's settings are as they were committed", async () => {
  assert.equal(
    await project.read("Pulumi.lab.yaml"),
    await readFile(join(checkout, "Pulumi.lab.yaml"), "utf8"),
  );
});

test("up again: nothing changes, no Nix runs and no SSH connection is made", async () => {
  await calls();
  await up("--expect-no-changes");
  const { exitCode, text } = await project.pulumi("preview", "--expect-no-changes");
  assert.equal(exitCode, 0, text);
  assert.deepEqual(await calls(), []);
});

test("one port edited: the preview names host, service and value, and only the machines that use the port change", async () => {
  const earlier = await running();
  await edit("hosts/mauville.ts", "port: 7020", "port: 7021");
  const { text } = await project.pulumi("preview", "--diff");
  assert.match(text, /karakeep on mauville[\s\S]*port +: 7020 => 7021/);
  assert.match(text, /karakeep +: "mauville:7020" => "mauville:7021"/);
  assert.doesNotMatch(text, /mossdeep/);
  assert.deepEqual(await plannedChanges(), [
    "Build mauville",
    "Build slateport",
    "Switch mauville",
    "Switch slateport",
    "karakeep on mauville",
    "mauville",
    "slateport",
  ]);
  await up();
  const now = await running();
  assert.deepEqual(now["mossdeep"], earlier["mossdeep"]);
  for (const host of ["mauville", "slateport"])
    assert.equal(now[host]?.generation, (earlier[host]?.generation ?? 0) + 1, host);
  assert.deepEqual(await known(), now);
});

test("an older generation activated by hand: refresh shows that machine and no other, up repairs it", async () => {
  const wanted = await running();
  const older = await activateOlderGeneration(lab, "mauville");
  const refreshed = await project.pulumi("refresh", "--yes", "--skip-preview");
  assert.equal(refreshed.exitCode, 0, refreshed.text);
  assert.match(refreshed.text, new RegExp(`mauville: runs generation ${older}`));
  assert.match(refreshed.text, /~ 1 updated/);
  assert.deepEqual(await known(), await running());
  assert.deepEqual(await plannedChanges(), ["mauville"]);
  await up();
  assert.deepEqual(await running(), wanted);
  await up("--expect-no-changes");
});

test("a unit stopped by hand is drift too, and up starts it", async () => {
  await lab.exec("mauville", ["systemctl", "stop", "karakeep-web.service"]);
  const { text } = await project.pulumi("refresh", "--yes", "--skip-preview");
  assert.match(text, /~ 1 updated/);
  assert.deepEqual(await plannedChanges(), ["mauville"]);
  await up();
  await lab.exec("mauville", ["systemctl", "is-active", "karakeep-web.service"]);
  await up("--expect-no-changes");
});

test("a machine that is off is told as not reachable and keeps its last known state; the others' results stand", async () => {
  const earlier = await known();
  await lab.stop("mossdeep");
  await activateOlderGeneration(lab, "mauville");
  const { exitCode, text } = await project.pulumi("refresh", "--yes", "--skip-preview");
  assert.equal(exitCode, 0, text);
  assert.match(text, /warning: mossdeep: not reachable .*its last known state was kept/);
  assert.doesNotMatch(text, /deleted/);
  const later = await known();
  assert.deepEqual(later["mossdeep"], earlier["mossdeep"]);
  assert.notDeepEqual(later["mauville"], earlier["mauville"]);
  await up();
  assert.deepEqual(await known(), earlier);
  await lab.start("mossdeep");
});

test("a machine that fails to deploy hides nothing of the others, and its own error is short", async () => {
  await edit("hosts/mossdeep.ts", "port: 3001", "port: 3002");
  await edit("hosts/mauville.ts", "port: 7021", "port: 7022");
  const earlier = await running();
  await lab.stop("mossdeep");
  const failed = await project.pulumi("up", "--yes", "--skip-preview");
  assert.notEqual(failed.exitCode, 0);
  assert.match(failed.text, /mossdeep: not reachable/);
  assert.match(failed.text, /Switch mossdeep failed; what depends on it was left as it is/);
  assert.doesNotMatch(failed.text, /^\s+at .*:\d+:\d+/m, "no stack trace");
  await lab.start("mossdeep");
  const now = await running();
  assert.equal(now["mauville"]?.generation, (earlier["mauville"]?.generation ?? 0) + 1);
  assert.equal(now["slateport"]?.generation, (earlier["slateport"]?.generation ?? 0) + 1);
  await up();
  assert.equal((await running())["mossdeep"]?.generation, (earlier["mossdeep"]?.generation ?? 0) + 1);
  assert.deepEqual(await known(), await running());
});

test("a machine with another host key is refused: nothing is sent to it, and the others stand", async () => {
  const key = "/etc/ssh/ssh_host_ed25519_key";
  const script = `cp -a ${key} ${key}.own && cp -a ${key}.pub ${key}.pub.own && rm ${key} && ssh-keygen -q -t ed25519 -N "" -f ${key} && systemctl restart sshd`;
  await lab.exec("mossdeep", ["sh", "-c", script]);
  const earlier = await running();
  await edit("hosts/mossdeep.ts", "port: 3002", "port: 3003");
  const refreshed = await project.pulumi("refresh", "--yes", "--skip-preview");
  assert.match(refreshed.text, /mossdeep: refused, nothing sent/);
  const failed = await project.pulumi("up", "--yes", "--skip-preview");
  assert.notEqual(failed.exitCode, 0);
  assert.match(failed.text, /mossdeep: refused, nothing sent/);
  assert.deepEqual(await running(), earlier);
  await lab.exec("mossdeep", [
    "sh",
    "-c",
    `mv ${key}.own ${key} && mv ${key}.pub.own ${key}.pub && systemctl restart sshd`,
  ]);
  await up();
  assert.equal((await running())["mossdeep"]?.generation, (earlier["mossdeep"]?.generation ?? 0) + 1);
});

test("rolled back on purpose: the machine runs the generation that the stack names, until it names none", async () => {
  const wanted = await running();
  const older = (wanted["mauville"]?.generation ?? 0) - 1;
  await project.write(
    "Pulumi.lab.yaml",
    (await project.read("Pulumi.lab.yaml")).replace(
      "config:",
      `config:\n  confederation:generation: { mauville: ${older} }`,
    ),
  );
  await up();
  assert.equal((await running())["mauville"]?.generation, older);
  assert.deepEqual(await known(), await running());
  await up("--expect-no-changes");
  await project.write("Pulumi.lab.yaml", await readFile(join(checkout, "Pulumi.lab.yaml"), "utf8"));
  await up();
  assert.deepEqual(await running(), wanted);
});

test("up killed at any moment and run again converges", async () => {
  for (let round = 0; round < 3; round += 1) {
    await edit("hosts/mauville.ts", `port: ${7022 + round}`, `port: ${7023 + round}`);
    const child = spawn("pulumi", ["up", "--yes", "--skip-preview", "--non-interactive"], {
      cwd: project.folder,
      env: { ...process.env, ...project.env },
      stdio: "ignore",
    });
    const ended = once(child, "exit");
    await sleep(1000 + round * 1500 + Math.random() * 1500);
    child.kill("SIGKILL");
    await ended;
    const cancelled = await project.pulumi("cancel", "--yes");
    assert.equal(cancelled.exitCode, 0, cancelled.text);
    await up();
    assert.deepEqual(await known(), await running());
    await up("--expect-no-changes");
  }
});

test("a host that is no longer declared leaves the state, and its machine stays as it is", async () => {
  const earlier = await running();
  await rm(join(project.folder, "hosts/mossdeep.ts"));
  await edit("fleet.ts", ', edge: "mossdeep"', "");
  await up();
  assert.equal((await known())["mossdeep"], undefined);
  assert.deepEqual((await running())["mossdeep"], earlier["mossdeep"]);
});
