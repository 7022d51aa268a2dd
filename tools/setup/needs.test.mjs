import assert from "node:assert/strict";
import { test } from "node:test";
import { neededBy } from "./needs.mjs";
import { tools } from "./set-up.mjs";

test("every tool that a program can need exists, and all are brought when no program is named", () => {
  assert.deepEqual(neededBy(undefined).toSorted(), tools.map(({ name }) => name).toSorted());
});

test("a type check needs no Pulumi and no lab", () => {
  assert.deepEqual(neededBy("tsc"), ["node", "npm packages"]);
});

test("each tool comes after those it needs", () => {
  const names = tools.map(({ name }) => name);
  for (const [index, tool] of tools.entries()) {
    for (const other of tool.after()) {
      assert.ok(names.indexOf(other) >= 0 && names.indexOf(other) < index, `${tool.name} needs ${other}`);
    }
  }
});
