import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { run } from "../process/index.ts";
import { removeSshFiles, writeSshFiles } from "./ssh-config.ts";
import type { Target } from "./target.ts";

const target: Target = {
  host: "mauville",
  address: "mauville.tailnet",
  user: "deploy",
  port: 2222,
  hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPSgMrcW73ILa7",
};

/** What ssh itself makes of the generated file. */
async function settingsFor(t: TestContext, of: Target, name: string): Promise<ReadonlyMap<string, string>> {
  const files = await writeSshFiles(of, 5);
  t.after(() => removeSshFiles(files));
  const { stdout } = await run(["ssh", "-G", "-F", files.config, name], { timeoutSeconds: 10 });
  return new Map(
    stdout.split("\n").map((line) => [line.split(" ")[0] ?? "", line.slice(line.indexOf(" ") + 1)]),
  );
}

test("the host key is pinned, whatever the user's own ssh_config says", async (t) => {
  const own = join(import.meta.dirname, "fixtures", "weak_ssh_config");
  const settings = await settingsFor(t, { ...target, sshConfig: own }, target.address);
  assert.equal(settings.get("stricthostkeychecking"), "true");
  assert.equal(settings.get("hostkeyalias"), "mauville");
  assert.equal(settings.get("globalknownhostsfile"), "/dev/null");
  assert.equal(settings.get("batchmode"), "yes");
  assert.equal(settings.get("user"), "deploy");
  assert.equal(settings.get("port"), "2222");
  const known = settings.get("userknownhostsfile") ?? "";
  assert.equal(await readFile(known, "utf8"), `mauville ${target.hostKey}\n`);
  assert.equal((await stat(join(known, ".."))).mode & 0o077, 0);
});

test("jump hosts and identities of the user's own ssh_config apply, and jump hosts keep their own known hosts", async (t) => {
  const own = join(import.meta.dirname, "fixtures", "weak_ssh_config");
  const machine = await settingsFor(t, { ...target, sshConfig: own }, target.address);
  assert.equal(machine.get("proxyjump"), "jump.example");
  assert.equal(machine.get("identityfile"), "/keys/deploy");
  const jump = await settingsFor(t, { ...target, sshConfig: own }, "jump.example");
  assert.equal(jump.get("hostkeyalias"), undefined);
  assert.equal(jump.get("user"), "jumper");
});

for (const odd of [
  { ...target, address: "-oProxyCommand=reboot" },
  { ...target, address: "a b" },
  { ...target, host: "*" },
  { ...target, user: "root -x" },
  { ...target, hostKey: "ssh-ed25519 AAAA\n* ssh-ed25519 BBBB" },
]) {
  test(`refuses ${JSON.stringify(odd)}`, async () => {
    await assert.rejects(writeSshFiles(odd, 5), /cannot connect: not a usable target/);
  });
}
