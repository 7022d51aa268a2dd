import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { CommandFailure } from "./command-failure.ts";
import { run } from "./run.ts";
import { start } from "./start.ts";

async function failureOf(work: Promise<unknown>): Promise<CommandFailure> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof CommandFailure, "expected a CommandFailure");
  return error;
}

test("gives output, and each line as it comes", async () => {
  const lines: string[] = [];
  const result = await run(["sh", "-c", "echo one; echo two >&2; cat"], {
    timeoutSeconds: 10,
    stdin: "three\n",
    env: { UNUSED: undefined },
    onLine: (line, stream) => lines.push(`${stream} ${line}`),
  });
  assert.deepEqual(result, { stdout: "one\nthree", stderr: "two", exitCode: 0 });
  assert.deepEqual(lines.toSorted(), ["stderr two", "stdout one", "stdout three"]);
});

test("a failure names host, phase, command, exit code and the last lines", async () => {
  const script = "for i in $(seq 30); do echo line $i; done; echo bad >&2; exit 3";
  const failure = await failureOf(
    run(["sh", "-c", script], { timeoutSeconds: 10, host: "mauville", phase: "copy" }),
  );
  const [first, second, ...output] = failure.message.split("\n");
  assert.equal(first, "mauville: copy: exit code 3");
  assert.match(second ?? "", /^ {2}command: sh -c /);
  assert.equal(output.length, 20);
  assert.equal(output.at(-1), "  | bad");
});

test("an accepted exit code is an answer", async () => {
  const { exitCode } = await run(["sh", "-c", "exit 4"], { timeoutSeconds: 10, acceptExitCodes: [0, 4] });
  assert.equal(exitCode, 4);
});

test("a program that is not there is named", async () => {
  const failure = await failureOf(run(["no-such-program"], { timeoutSeconds: 10 }));
  assert.match(failure.message, /could not run: .*no-such-program/);
});

test("a program that takes too long is ended, with what it started holding its output open", async () => {
  const started = Date.now();
  const failure = await failureOf(run(["sh", "-c", "sleep 60 & sleep 60"], { timeoutSeconds: 0.2 }));
  assert.match(failure.message, /no end after 0.2 s/);
  assert.ok(Date.now() - started < 30_000, "run waited for what the program had started");
});

test("a program that ended well is not waited for longer because of what it started", async () => {
  const started = Date.now();
  const result = await run(["sh", "-c", "sleep 60 & echo done"], { timeoutSeconds: 1 });
  assert.deepEqual(result, { stdout: "done", stderr: "", exitCode: 0 });
  assert.ok(Date.now() - started < 30_000, "run waited for what the program had started");
});

test("what was started ends with this process, also when it is ended by a signal", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const script = `import { run } from ${JSON.stringify(new URL("run.ts", import.meta.url).href)};
await run(["sh", "-c", "echo $$; exec sleep 60"], { timeoutSeconds: 60, onLine: console.log });`;
  const parent = start(["node", "--input-type=module", "--eval", script], {
    onLine: (line) => resolve(line),
  });
  const pid = Number.parseInt(await promise, 10);
  parent.stop();
  await parent.ended;
  await waitUntilGone(pid);
});

async function waitUntilGone(pid: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const state = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
    if (state === undefined || / [ZX] /.test(state)) return;
    await sleep(50);
  }
  assert.fail(`process ${pid} goes on running`);
}
