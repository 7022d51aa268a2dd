import assert from "node:assert/strict";
import { test } from "node:test";
import type { automation } from "@pulumi/pulumi";
import { hostEvent, RehearsalProgress } from "./rehearsal-progress.ts";

const urnOf = (type: string, name: string) =>
  `urn:pulumi:lab::confederation::confederation:machine:MiniPc$${type}::${name}`;

function engineEvent(
  kind: "resourcePreEvent" | "resOutputsEvent" | "resOpFailedEvent",
  urn: string,
  op: automation.OpType = "create",
): automation.EngineEvent {
  const metadata = { urn, op, type: "", keys: [], diffs: [], logical: true, provider: "" };
  return { sequence: 1, timestamp: 1, [kind]: { metadata, status: 0, steps: 0 } };
}

const build = urnOf("command:local:Command", "Build mauville");

test("tells which step of which host an event is about", () => {
  const system = urnOf("confederation:deploy:System", "mauville");
  assert.deepEqual(hostEvent(engineEvent("resourcePreEvent", build)), {
    host: "mauville",
    step: "build",
    state: "started",
  });
  assert.deepEqual(hostEvent(engineEvent("resOutputsEvent", system)), {
    host: "mauville",
    step: "system",
    state: "done",
  });
  assert.deepEqual(hostEvent(engineEvent("resOpFailedEvent", build)), {
    host: "mauville",
    step: "build",
    state: "failed",
  });
});

test("ignores what is not about a host's steps", () => {
  assert.equal(
    hostEvent(engineEvent("resourcePreEvent", urnOf("confederation:service:Immich", "mauville-immich"))),
    undefined,
  );
  assert.equal(hostEvent({ sequence: 1, timestamp: 1 }), undefined);
});

test("a host ends when its system is in place, and shows what was done", async () => {
  const progress = new RehearsalProgress(["mauville"], () => {});
  progress.see(engineEvent("resourcePreEvent", build));
  progress.see(engineEvent("resOutputsEvent", build));
  progress.see(engineEvent("resOutputsEvent", urnOf("confederation:deploy:System", "mauville")));
  await progress.ended("mauville");
  assert.match(progress.line("mauville"), /^built \d\.\d s$/);
});

test("a host of which nothing changed has nothing to show", async () => {
  const progress = new RehearsalProgress(["mauville"], () => {});
  progress.see(engineEvent("resOutputsEvent", build, "same"));
  progress.see(engineEvent("resOutputsEvent", urnOf("confederation:deploy:System", "mauville"), "same"));
  await progress.ended("mauville");
  assert.equal(progress.line("mauville"), "");
});

test("a failed step fails its host", async () => {
  const progress = new RehearsalProgress(["mauville"], () => {});
  const ended = assert.rejects(progress.ended("mauville"), /build failed/);
  progress.see(engineEvent("resOpFailedEvent", build));
  await ended;
});
