import assert from "node:assert/strict";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { test, type TestContext } from "node:test";
import { run, type RunResult } from "../process/index.ts";

/** A folder whose `ssh` notes when it runs, and cannot reach anybody. */
async function folderWithoutNetwork(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "switch-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const ssh = join(folder, "ssh");
  await writeFile(
    ssh,
    `#!/bin/sh
echo begin >> ${folder}/log
sleep 2
echo end >> ${folder}/log
echo "ssh: connect to host mauville port 22: Connection refused" >&2
exit 255
`,
  );
  await chmod(ssh, 0o755);
  return folder;
}

function deploy(folder: string, host: string, more: Readonly<Record<string, string>>): Promise<RunResult> {
  return run([process.execPath, join(import.meta.dirname, "switch-command.ts")], {
    timeoutSeconds: 60,
    cwd: folder,
    acceptExitCodes: [1],
    env: {
      PATH: `${folder}${delimiter}${process.env["PATH"] ?? ""}`,
      CONFEDERATION_TARGET: JSON.stringify({
        host,
        address: host,
        user: "root",
        hostKey: "ssh-ed25519 AAAA",
      }),
      CONFEDERATION_SYSTEM: "/nix/store/00000000000000000000000000000000-nixos-system",
      ...more,
    },
  });
}

async function logOf(folder: string): Promise<string> {
  return (await readFile(join(folder, "log"), "utf8")).trim().split("\n").join(" ");
}

test("a machine that cannot be reached is said in one line, with exit code 1 and no report", async (t) => {
  const folder = await folderWithoutNetwork(t);
  const { stdout, stderr, exitCode } = await deploy(folder, "mauville", {});
  assert.equal(exitCode, 1);
  assert.equal(stdout, "");
  assert.equal(
    stderr,
    "mauville: not reachable at mauville (connect to host mauville port 22: Connection refused)",
  );
});

test("two machines are deployed side by side", async (t) => {
  const folder = await folderWithoutNetwork(t);
  await Promise.all([deploy(folder, "mauville", {}), deploy(folder, "slateport", {})]);
  assert.equal(await logOf(folder), "begin begin end end");
});

test("two machines of one rolling group are deployed one after the other", async (t) => {
  const folder = await folderWithoutNetwork(t);
  const more = { CONFEDERATION_POLICY: JSON.stringify({ rolling: "home" }) };
  await Promise.all([deploy(folder, "mauville", more), deploy(folder, "slateport", more)]);
  assert.equal(await logOf(folder), "begin end begin end");
});

test("no more machines are deployed at once than allowed", async (t) => {
  const folder = await folderWithoutNetwork(t);
  const more = { CONFEDERATION_MAX_PARALLEL: "1" };
  await Promise.all([deploy(folder, "mauville", more), deploy(folder, "slateport", more)]);
  assert.equal(await logOf(folder), "begin end begin end");
});
