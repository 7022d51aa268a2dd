import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { removeStaleLocks } from "./stale-locks.mjs";

test("only locks of this machine's dead processes are removed", () => {
  const folder = mkdtempSync(join(tmpdir(), "locks-"));
  try {
    const stack = join(folder, "organization", "confederation", "lab");
    mkdirSync(stack, { recursive: true });
    const dead = spawnSync("true").pid;
    const lock = (name, holder) => writeFileSync(join(stack, `${name}.json`), holder);
    const of = (pid, host) => JSON.stringify({ pid, hostname: host, timestamp: "2026-01-01T00:00:00Z" });
    lock("dead", of(dead, hostname()));
    lock("alive", of(process.pid, hostname()));
    lock("elsewhere", of(dead, "another-machine"));
    lock("half", '{"pid":');
    assert.equal(removeStaleLocks(folder).length, 1);
    assert.deepEqual(readdirSync(stack).toSorted(), ["alive.json", "elsewhere.json", "half.json"]);
    assert.deepEqual(removeStaleLocks(join(folder, "nothing")), []);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
