import assert from "node:assert/strict";
import { test } from "node:test";
import { config, mkIf, mkMerge, path, raw } from "../nix/expressions.ts";
import { checkNixosConfig, checkOptions } from "./check-config.ts";
import { right } from "./fixtures/right-configurations.ts";
import { wrongAtRunTime } from "./fixtures/wrong-at-run-time.ts";
import { wrong, wrongExpressions } from "./fixtures/wrong-configurations.ts";
import { rightResults, wrongResults } from "./fixtures/wrong-results.ts";
import { unlisted, unlistedOptions } from "./unlisted.ts";

test("the tables are long enough to mean something", () => {
  assert.ok(Object.keys(right).length >= 40);
  assert.ok(wrong.length >= 40);
});

for (const [name, nixos] of Object.entries(right)) {
  test(`takes ${name}`, () => assert.deepEqual(checkNixosConfig(nixos), []));
}

for (const { fault, path: where, kind, meant = "", nixos } of [...wrong, ...wrongAtRunTime]) {
  test(`finds ${fault}`, () => {
    const problems = checkNixosConfig(nixos);
    assert.deepEqual(
      problems.map((problem) => [problem.path, problem.kind]),
      [[where, kind]],
    );
    const [problem] = problems;
    assert.ok(
      problem !== undefined && problem.got !== "" && problem.expected !== "" && problem.remedy !== "",
    );
    assert.ok(
      `${problem.expected} ${problem.remedy}`.includes(meant),
      `${meant} is not in ${JSON.stringify(problem)}`,
    );
  });
}

test("finds mistakes in what functions return, and takes what is right", () => {
  for (const nixos of wrongResults) assert.equal(checkNixosConfig(nixos).length, 1, JSON.stringify(nixos));
  for (const nixos of rightResults) assert.deepEqual(checkNixosConfig(nixos), []);
});

test("takes expressions whose value only Nix knows", () => {
  assert.deepEqual(wrongExpressions.slice(0, 2).flatMap(checkNixosConfig), []);
  assert.deepEqual(
    checkNixosConfig({ services: raw("{ }"), boot: { kernelParams: [config("a.b")], loader: path("./x") } }),
    [],
  );
});

test("tells all mistakes at once", () => {
  const problems = checkNixosConfig({
    services: mkMerge([{ imich: {} }, mkIf(true, { immich: { port: -1, enabel: true } })]),
    networking: { hostName: 5 },
  });
  assert.deepEqual(
    problems.map((problem) => problem.path),
    ["services.imich", "services.immich.port", "services.immich.enabel", "networking.hostName"],
  );
});

test("does not print what may be a secret", () => {
  const [problem] = checkNixosConfig({
    users: { users: { joe: { initialPasswort: "hunter2", password: ["hunter2"] } } },
  });
  assert.ok(problem !== undefined);
  assert.ok(!JSON.stringify(problem).includes("hunter2"));
});

test("tells which options are given on purpose without being listed", () => {
  const nixos = {
    services: { openssh: { enable: true }, ...unlisted({ own: { enable: 5 } }) },
    ...unlisted({ sops: {}, "home-manager": {} }),
  };
  assert.deepEqual(checkNixosConfig(nixos), []);
  assert.deepEqual(unlistedOptions(nixos), ["sops", "home-manager", "services.own"]);
});

test("two spreads of unlisted options do not hide each other", () => {
  const nixos = { ...unlisted({ sops: {} }), ...unlisted({ age: {} }) };
  assert.deepEqual(checkNixosConfig(nixos), []);
  assert.deepEqual(unlistedOptions(nixos), ["sops", "age"]);
});

test("finds nothing where a system has no snapshot", () => {
  assert.deepEqual(checkOptions({ anything: 1 }, "nix-darwin"), []);
});

test("names that options of a removed service had lead to its successor", () => {
  const [problem] = checkNixosConfig({ services: { bitwarden_rs: { enable: true } } });
  assert.equal(problem?.kind, "renamed");
  assert.equal(problem.expected, "services.vaultwarden");
});
