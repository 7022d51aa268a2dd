import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { withLock } from "./lock.mjs";

const folder = mkdtempSync(join(tmpdir(), "confederation-lock-"));
after(() => rmSync(folder, { recursive: true }));

const ended = (child) => new Promise((resolve) => child.once("exit", resolve));

test("processes that want one lock hold it one after the other", async () => {
  const log = join(folder, "log");
  const program = `
    import { appendFileSync } from "node:fs";
    import { setTimeout as sleep } from "node:timers/promises";
    import { withLock } from ${JSON.stringify(join(import.meta.dirname, "lock.mjs"))};
    await withLock(${JSON.stringify(join(folder, "one"))}, async () => {
      appendFileSync(${JSON.stringify(log)}, "in ");
      await sleep(100);
      appendFileSync(${JSON.stringify(log)}, "out ");
    });`;
  const children = Array.from({ length: 5 }, () =>
    spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: "inherit" }),
  );
  assert.deepEqual(await Promise.all(children.map(ended)), [0, 0, 0, 0, 0]);
  assert.equal(readFileSync(log, "utf8"), "in out ".repeat(5));
});

test("a lock whose owner was killed is taken over", async () => {
  const path = join(folder, "dead");
  const owner = spawn("sleep", ["60"]);
  writeFileSync(path, JSON.stringify({ pid: owner.pid, start: "0" }));
  owner.kill("SIGKILL");
  await ended(owner);
  assert.equal(await withLock(path, async () => "held"), "held");
});

test("a lock of an earlier process with the same id is taken over", async () => {
  const path = join(folder, "reused");
  writeFileSync(path, JSON.stringify({ pid: process.pid, start: "an earlier start" }));
  assert.equal(await withLock(path, async () => "held"), "held");
});

test("an action that fails gives the lock back", async () => {
  const path = join(folder, "failed");
  await assert.rejects(
    withLock(path, async () => {
      throw new Error("no luck");
    }),
    /no luck/,
  );
  assert.equal(await withLock(path, async () => "held"), "held");
});
