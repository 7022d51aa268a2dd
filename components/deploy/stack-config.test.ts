import assert from "node:assert/strict";
import { test } from "node:test";
import { FleetError } from "../fleet/problem.ts";
import { parseStackConfig } from "./stack-config.ts";

const fleet = {
  hosts: [{ name: "mauville" }, { name: "mossdeep" }],
  settings: { sites: { home: {}, hetzner: {} } },
};
const parse = (config: Readonly<Record<string, string>>) =>
  parseStackConfig(config, "Pulumi.home.yaml", fleet);

/** Texts of all problems, as `field: message`. */
function problemsOf(config: Readonly<Record<string, string>>): string[] {
  try {
    parse(config);
  } catch (error) {
    assert.ok(error instanceof FleetError);
    return error.problems.map(({ file, field, message }) => `${file} ${field}: ${message}`);
  }
  return [];
}

test("sites are enough; everything else has a default", () => {
  assert.deepEqual(parse({ "confederation:sites": '["home"]' }), {
    sites: ["home"],
    generation: {},
    serviceComponents: true,
  });
});

test("every setting, as Pulumi hands it over", () => {
  const config = {
    "confederation:sites": '["home","hetzner"]',
    "confederation:sshConfig": "ssh/config",
    "confederation:rehearsal": '{"machines":"machines.json","inputs":{"nixpkgs":"path:mini"}}',
    "confederation:evaluators": "2",
    "confederation:maxParallel": "3",
    "confederation:generation": '{"mauville":41,"mossdeep":"previous"}',
    "confederation:serviceComponents": "false",
  };
  assert.deepEqual(parse(config), {
    sites: ["home", "hetzner"],
    sshConfig: "ssh/config",
    rehearsal: { machines: "machines.json", inputs: { nixpkgs: "path:mini" } },
    evaluators: 2,
    maxParallel: 3,
    generation: { mauville: 41, mossdeep: "previous" },
    serviceComponents: false,
  });
});

test("settings of other namespaces are not ours to check", () => {
  assert.deepEqual(problemsOf({ "confederation:sites": '["home"]', "hcloud:token": "x" }), []);
});

test("all mistakes are told at once, each with file and field", () => {
  const config = {
    "confederation:sites": '["hme"]',
    "confederation:evaluators": "0",
    "confederation:generation": '{"mauvile":41,"mossdeep":"last"}',
    "confederation:sshconfig": "x",
  };
  assert.deepEqual(problemsOf(config).toSorted(), [
    "Pulumi.home.yaml config.evaluators: got 0, expected a number of at least 1",
    "Pulumi.home.yaml config.generation.mauvile: no such field; fields here: mauville, mossdeep",
    'Pulumi.home.yaml config.generation.mossdeep: got "last", expected a number, or one of "previous"',
    'Pulumi.home.yaml config.sites.0: got "hme", expected one of "home", "hetzner"',
    "Pulumi.home.yaml config.sshconfig: no such field; fields here: sites, sshConfig, rehearsal, evaluators, maxParallel, generation, serviceComponents",
  ]);
});

test("a stack without sites is told what to say", () => {
  assert.deepEqual(problemsOf({}), ["Pulumi.home.yaml config.sites: missing; expected a list"]);
});
