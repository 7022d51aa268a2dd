import assert from "node:assert/strict";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../deploy/stack-config.ts";
import type { Machine, MachineArgs } from "./machine.ts";
import { sampleHost, sampleWeb } from "./sample-host.ts";

/** A resource as the engine would have been told of it. */
interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
}

const registered: Registered[] = [];
const report = {
  attempt: "4f2a",
  outcome: "switched",
  system: "/nix/store/new-nixos-system-mauville-25.11",
  profile: "/nix/store/new-nixos-system-mauville-25.11",
  generation: 42,
  failing: [],
  stopped: [],
  rebootNeeded: false,
  seconds: 1.5,
};

await pulumi.runtime.setMocks(
  {
    newResource: ({ type, name, inputs }: Registered) => {
      registered.push({ type, name, inputs });
      const outputs: Record<string, object> = {
        "command:local:Command": {
          stdout: name.startsWith("Build ") ? `/nix/store/built-${name.slice(6)}` : JSON.stringify(report),
        },
        "confederation:deploy:System": { generation: report.generation },
        "sample:index:Server": { address: "203.0.113.7" },
      };
      return { id: `${name}-id`, state: { ...inputs, ...outputs[type] } };
    },
    call: ({ inputs }: { inputs: Record<string, unknown> }) => inputs,
  },
  "confederation",
  "cloud",
);
const { Machine: MachineClass } = await import("./machine.ts");

const settings: StackConfig = { sites: ["home"], generation: {}, serviceComponents: true };

/** Declares a machine, and what it registered until everything settled. */
async function declare(args: Partial<MachineArgs> & Pick<MachineArgs, "host">): Promise<{
  machine: Machine;
  resources: readonly Registered[];
  input: (type: string, name: string) => Record<string, unknown>;
}> {
  registered.length = 0;
  const machine = new MachineClass({
    digest: "d1",
    files: { "machine.nix": "aaaa" },
    uses: {},
    config: settings,
    after: [],
    ...args,
  });
  await pulumi.runtime.disconnect();
  const resources = [...registered];
  const input = (type: string, name: string) => {
    const found = resources.find((resource) => resource.type === type && resource.name === name);
    assert.ok(found, `no ${type} ${name} among ${resources.map((resource) => resource.name).join(", ")}`);
    return found.inputs;
  };
  return { machine, resources, input };
}

const environment = (inputs: Record<string, unknown>): unknown => inputs["environment"];
const web = () =>
  sampleHost("mauville", { services: [sampleWeb({ port: 7020, domain: "web.example.org" })] });

test("a machine that is there has a build, a switch, a system and its services as children", async () => {
  const { resources } = await declare({ host: web() });
  assert.deepEqual(resources.map(({ type, name }) => `${type} ${name}`).toSorted(), [
    "command:local:Command Build mauville",
    "command:local:Command Switch mauville",
    "confederation:deploy:System mauville",
    "confederation:machine:SampleBox mauville",
    "confederation:service:SampleWeb sample-web on mauville",
  ]);
});

test("its inputs and those of its services are the host in its author's words", async () => {
  const { input } = await declare({
    host: web(),
    uses: { karakeep: "lilycove:7020" },
    files: {
      "machine.nix": "aa",
      "wiring/base.nix": "bb",
      "wiring/ingress.nix": "cc",
      "services/web.nix": "dd",
    },
  });
  const { files, ...words } = input("confederation:machine:SampleBox", "mauville");
  assert.deepEqual(words, { kind: "sample box", site: "home", uses: { karakeep: "lilycove:7020" } });
  assert.deepEqual(files !== null && typeof files === "object" && Object.keys(files).toSorted(), [
    "host",
    "services",
    "wiring",
  ]);
  assert.deepEqual(input("confederation:service:SampleWeb", "sample-web on mauville"), {
    port: 7020,
    domain: "web.example.org",
  });
});

test("the commands are short constants; what they need stands in their environment, without a path of this checkout", async () => {
  const { input } = await declare({ host: web() });
  const build = input("command:local:Command", "Build mauville");
  assert.equal(build["create"], "node components/deploy/build-command.ts");
  assert.deepEqual(environment(build), {
    CONFEDERATION_HOST: "mauville",
    CONFEDERATION_STACK: "cloud",
    CONFEDERATION_INPUTS: "{}",
    CONFEDERATION_DIGEST: "d1",
  });
  const switched = input("command:local:Command", "Switch mauville");
  assert.equal(switched["create"], "node components/deploy/switch-command.ts");
  assert.deepEqual(environment(switched), {
    CONFEDERATION_SYSTEM: "/nix/store/built-mauville",
    CONFEDERATION_TARGET: JSON.stringify({
      host: "mauville",
      address: "mauville.example.ts.net",
      user: "root",
      hostKey: "ssh-ed25519 mauville",
    }),
    CONFEDERATION_POLICY: "{}",
  });
  for (const command of [build, switched]) {
    assert.equal(command["delete"], undefined, "nothing is done on deletion");
    assert.equal(command["triggers"], undefined, "nothing is replaced");
  }
});

test("the system is what the switch reported", async () => {
  const { machine, input } = await declare({ host: web() });
  const { system, profile, generation, failing, stopped, rebootNeeded, attempt } = report;
  assert.deepEqual(input("confederation:deploy:System", "mauville"), {
    host: "mauville",
    target: {
      host: "mauville",
      address: "mauville.example.ts.net",
      user: "root",
      hostKey: "ssh-ed25519 mauville",
    },
    policy: {},
    build: { CONFEDERATION_HOST: "mauville", CONFEDERATION_STACK: "cloud", CONFEDERATION_INPUTS: "{}" },
    system,
    profile,
    failing,
    stopped,
    deployed: { attempt, generation, rebootNeeded },
  });
  assert.equal(await settled(machine.system), system);
  assert.equal(await settled(machine.generation), 42);
});

test("a service says where it answers", async () => {
  const { machine } = await declare({ host: web() });
  const [service] = machine.services;
  assert.ok(service);
  assert.equal(await settled(service.url), "https://web.example.org");
  assert.equal(await settled(service.port), 7020);
});

test("a rented machine is rented, and connected to at the address it got", async () => {
  const { input } = await declare({ host: sampleHost("mossdeep", { rented: true }) });
  assert.ok(input("sample:index:Server", "mossdeep"));
  assert.match(
    JSON.stringify(environment(input("command:local:Command", "Switch mossdeep"))),
    /"CONFEDERATION_TARGET":"\{[^}]*203\.0\.113\.7/,
  );
});

test("in a rehearsal nothing is rented, and the machine and its inputs are the rehearsal's", async () => {
  const config: StackConfig = {
    ...settings,
    sshConfig: ".confederation/lab/ssh_config",
    rehearsal: { machines: "machines.json", inputs: { nixpkgs: "path:mini" } },
  };
  const { resources, input } = await declare({
    host: sampleHost("mossdeep", { rented: true }),
    config,
    standIn: { address: "10.77.0.13", hostKey: "ssh-ed25519 lab" },
  });
  assert.ok(!resources.some(({ type }) => type === "sample:index:Server"));
  assert.equal(input("confederation:machine:SampleRental", "mossdeep")["kind"], "cloud (sample rental)");
  assert.deepEqual(input("confederation:deploy:System", "mossdeep")["target"], {
    host: "mossdeep",
    address: "10.77.0.13",
    user: "root",
    hostKey: "ssh-ed25519 lab",
    sshConfig: ".confederation/lab/ssh_config",
  });
  assert.match(
    JSON.stringify(environment(input("command:local:Command", "Build mossdeep"))),
    /nixpkgs.*path:mini/,
  );
});

test("a pinned generation is put in place instead of what was built", async () => {
  const { input } = await declare({ host: web(), config: { ...settings, generation: { mauville: 41 } } });
  assert.match(
    JSON.stringify(environment(input("command:local:Command", "Switch mauville"))),
    /"CONFEDERATION_SYSTEM":"generation:41"/,
  );
});

test("without service components the services stand only in the machine's inputs", async () => {
  const { resources, input } = await declare({
    host: web(),
    config: { ...settings, serviceComponents: false },
  });
  assert.ok(!resources.some(({ type }) => type.startsWith("confederation:service:")));
  assert.deepEqual(input("confederation:machine:SampleBox", "mauville")["services"], {
    "sample-web": { port: 7020, domain: "web.example.org" },
  });
});

function settled(output: pulumi.Output<string> | pulumi.Output<number>): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  pulumi.output<string | number>(output).apply(resolve);
  return promise;
}
