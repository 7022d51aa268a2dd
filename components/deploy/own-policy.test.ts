import assert from "node:assert/strict";
import { test } from "node:test";
import { deployPolicy } from "../fleet/deploy-policy.ts";
import { ownPolicy } from "./own-policy.ts";

test("a policy of defaults says nothing of its own", () => {
  assert.deepEqual(ownPolicy(deployPolicy.parse({})), {});
});

test("what differs is kept, and gives the same policy again", () => {
  const policy = deployPolicy.parse({ goal: "boot", rolling: "home", timeouts: { connectSeconds: 3 } });
  const own = ownPolicy(policy);
  assert.deepEqual(Object.keys(own).toSorted(), ["goal", "rolling", "timeouts"]);
  assert.deepEqual(deployPolicy.parse(own), policy);
});
