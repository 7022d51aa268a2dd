import assert from "node:assert/strict";
import { test } from "node:test";
import { ActivationFailure } from "./activation-failure.ts";

test("a failure says what, what runs now, which phase, the journal and what to do next", () => {
  const failure = new ActivationFailure({
    host: "mossdeep",
    phase: "prove",
    problem: "forgejo.service failed after activation",
    runsNow:
      "the machine runs its previous system (generation 41), reachable, everything that ran before runs",
    times: "4.2 s after activation; rolled back in 0.4 s",
    unit: "forgejo.service",
    journal: ["bind: address already in use :3001"],
    next: "fix hosts/mossdeep.ts and run pulumi up again",
  });
  assert.equal(
    failure.message,
    `mossdeep   ✘ not switched: forgejo.service failed after activation; the machine runs its previous system (generation 41), reachable, everything that ran before runs
           phase prove (4 of 5), 4.2 s after activation; rolled back in 0.4 s
           journal, last lines of forgejo.service:
             … bind: address already in use :3001
           next: fix hosts/mossdeep.ts and run pulumi up again`,
  );
});

test("no line can grow to where it blocks the command provider", () => {
  const failure = new ActivationFailure({
    host: "mossdeep",
    phase: "activate",
    problem: "x".repeat(100_000),
    runsNow: "unknown",
    journal: ["y".repeat(100_000)],
    next: "nothing",
  });
  for (const line of failure.message.split("\n")) assert.ok(line.length <= 400);
});
