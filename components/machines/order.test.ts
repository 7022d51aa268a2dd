import assert from "node:assert/strict";
import { test } from "node:test";
import { deploymentOrder } from "./order.ts";
import { sampleHost } from "./sample-host.ts";

const order = (names: readonly string[], uses: Readonly<Record<string, readonly string[]>>) =>
  deploymentOrder(
    names.map((name) => sampleHost(name)),
    uses,
  ).map(({ host, after }) => [host.name, ...after]);

test("hosts that nobody uses have no order", () => {
  assert.deepEqual(order(["b", "a"], {}), [["a"], ["b"]]);
});

test("a host is deployed after those it uses, also over several steps", () => {
  assert.deepEqual(order(["edge", "mid", "store"], { edge: ["mid", "store"], mid: ["store"] }), [
    ["store"],
    ["mid", "store"],
    ["edge", "mid", "store"],
  ]);
});

test("of hosts that use each other the first by name is deployed last, whatever order they are given in", () => {
  const cycle = { a: ["b"], b: ["c"], c: ["a"] };
  const expected = [["c"], ["b", "c"], ["a", "b"]];
  assert.deepEqual(order(["a", "b", "c"], cycle), expected);
  assert.deepEqual(order(["c", "b", "a"], cycle), expected);
});

test("of hosts that use each other an edge host is deployed last", () => {
  const hosts = ["mauville", "slateport"].map((name) => sampleHost(name));
  const steps = deploymentOrder(hosts, { mauville: ["slateport"], slateport: ["mauville"] }, ["slateport"]);
  assert.deepEqual(
    steps.map(({ host, after }) => [host.name, ...after]),
    [["mauville"], ["slateport", "mauville"]],
  );
});

test("hosts of another stack are not waited for", () => {
  assert.deepEqual(order(["edge"], { edge: ["elsewhere"] }), [["edge"]]);
});

test("a host that uses itself waits for nobody", () => {
  assert.deepEqual(order(["a"], { a: ["a"] }), [["a"]]);
});
