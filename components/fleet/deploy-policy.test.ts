import assert from "node:assert/strict";
import { test } from "node:test";
import { deployPolicy } from "./deploy-policy.ts";

test("a host that says nothing is switched as root, proven within a minute, never rebooted", () => {
  const policy = deployPolicy.parse(undefined);
  assert.equal(policy.user, "root");
  assert.equal(policy.goal, "switch");
  assert.equal(policy.reboot, "never");
  assert.equal(policy.foreignChanges, "refuse");
  assert.equal(policy.proof.confirmWithinSeconds, 60);
  assert.deepEqual(deployPolicy.parse(policy), policy);
});

for (const [wrong, words] of [
  [{ goal: "swich" }, /goal/],
  [{ user: "root; reboot" }, /expected a user name/],
  [{ proof: { peers: ["mauville"] } }, /host:port/],
  [{ proof: { endpointsWithinSeconds: 90 } }, /confirmWithinSeconds must be longer/],
  [{ reboot: { window: { from: "3:00", to: "05:00" } } }, /HH:MM/],
  [{ timeouts: { copySeconds: 0 } }, /copySeconds/],
  [{ rolback: true }, /rolback/],
] as const) {
  test(`refuses ${JSON.stringify(wrong)}`, () => {
    assert.throws(() => deployPolicy.parse(wrong), words);
  });
}
