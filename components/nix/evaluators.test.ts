import assert from "node:assert/strict";
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { evaluatorsByMemory, withEvaluator } from "./evaluators.ts";

async function emptyFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "evaluators-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A process that takes a place, says so, and holds it until it is told to end. */
async function holder(t: TestContext, folder: string): Promise<ChildProcess> {
  const program = join(folder, "holder.mjs");
  await writeFile(
    program,
    `import { withEvaluator } from ${JSON.stringify(new URL("evaluators.ts", import.meta.url).href)};
await withEvaluator({ folder: ${JSON.stringify(folder)}, limit: 1, waitSeconds: 1 }, async () => {
  process.send("working");
  await new Promise((resolve) => process.once("message", resolve));
});
process.disconnect();
`,
  );
  const child = fork(program);
  t.after(() => child.kill("SIGKILL"));
  await once(child, "message");
  return child;
}

test("no more than the limit work at once, and all get their turn", async (t) => {
  const folder = await emptyFolder(t);
  let working = 0;
  let most = 0;
  const results = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      withEvaluator({ folder, limit: 3, waitSeconds: 30 }, async () => {
        working += 1;
        most = Math.max(most, working);
        await new Promise((resolve) => setTimeout(resolve, 50));
        working -= 1;
        return index;
      }),
    ),
  );
  assert.deepEqual(results, [0, 1, 2, 3, 4, 5, 6, 7]);
  assert.equal(most, 3);
});

test("a place taken by another process is waited for, not forever, and free when that ends", async (t) => {
  const folder = await emptyFolder(t);
  const child = await holder(t, folder);
  const evaluators = { folder, limit: 1, waitSeconds: 0.5 };
  await assert.rejects(
    withEvaluator(evaluators, () => Promise.resolve()),
    /none of 1 places for "evaluator"/,
  );
  child.send("end");
  await once(child, "exit");
  assert.equal(await withEvaluator(evaluators, () => Promise.resolve("done")), "done");
});

test("a killed process frees its place", async (t) => {
  const folder = await emptyFolder(t);
  const child = await holder(t, folder);
  child.kill("SIGKILL");
  await once(child, "exit");
  const started = Date.now();
  assert.equal(
    await withEvaluator({ folder, limit: 1, waitSeconds: 20 }, () => Promise.resolve("done")),
    "done",
  );
  assert.ok(Date.now() - started < 10_000);
});

test("a place is free again when the work fails", async (t) => {
  const evaluators = { folder: await emptyFolder(t), limit: 1, waitSeconds: 0.2 };
  await assert.rejects(
    withEvaluator(evaluators, () => Promise.reject(new Error("broken"))),
    /broken/,
  );
  assert.equal(await withEvaluator(evaluators, () => Promise.resolve("done")), "done");
});

test("the limit follows free memory", () => {
  assert.deepEqual(
    [0, 2 ** 29, 2 ** 30, 7.9 * 2 ** 30].map((free) => evaluatorsByMemory(free)),
    [1, 1, 1, 7],
  );
  assert.ok(evaluatorsByMemory() >= 1);
});
