import assert from "node:assert/strict";
import { test } from "node:test";
import { connectionFailure, type ConnectionProblem } from "./ssh-failure.ts";

const target = { host: "mauville", address: "mauville.tailnet", user: "deploy", hostKey: "ssh-ed25519 AAAA" };

const outputs: readonly (readonly [ConnectionProblem, string])[] = [
  ["unreachable", "ssh: connect to host mauville.tailnet port 22: Connection timed out"],
  ["unreachable", "ssh: connect to host mauville.tailnet port 22: Connection refused"],
  ["unreachable", "ssh: Could not resolve hostname mauville.tailnet: Name or service not known"],
  [
    "unreachable",
    "kex_exchange_identification: Connection closed by remote host\nConnection closed by UNKNOWN port 65535",
  ],
  ["unreachable", "Connection timed out during banner exchange"],
  [
    "wrong-host-key",
    "@@@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @@@\nHost key verification failed.",
  ],
  [
    "wrong-host-key",
    "No ED25519 host key is known for mauville and you have requested strict checking.\nHost key verification failed.",
  ],
  ["authentication", "deploy@mauville.tailnet: Permission denied (publickey,password)."],
  ["sudo", "sudo: a password is required"],
  ["other", "Bad configuration option: nonsense"],
];

for (const [problem, stderr] of outputs) {
  test(`${problem}: ${stderr.split("\n").at(-1) ?? ""}`, () => {
    const failure = connectionFailure(target, stderr, 255);
    assert.equal(failure.problem, problem);
    assert.match(failure.message, /^mauville: /);
    assert.doesNotMatch(failure.message, /\n/);
  });
}

test("a wrong host key is told as refused, with nothing sent", () => {
  const { message } = connectionFailure(target, "Host key verification failed.", 255);
  assert.equal(
    message,
    "mauville: refused, nothing sent: the machine at mauville.tailnet does not have the pinned host key; if it was reinstalled, pin its new key",
  );
});
