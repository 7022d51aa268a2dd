import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

const folder = mkdtempSync(join(tmpdir(), "confederation-environment-"));
after(() => rmSync(folder, { recursive: true }));
process.env.XDG_CONFIG_HOME = folder;
const home = ["--stack", "home"];
const { toolsEnvironment } = await import("./environment.mjs");

test("a passphrase is made once, readable by its owner only", () => {
  const file = toolsEnvironment({}, home).PULUMI_CONFIG_PASSPHRASE_FILE;
  const passphrase = readFileSync(file, "utf8");
  assert.match(passphrase, /^[\w-]{43}\n$/);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(readFileSync(toolsEnvironment({}, home).PULUMI_CONFIG_PASSPHRASE_FILE, "utf8"), passphrase);
});

test("what the user has set is kept", () => {
  const set = {
    PULUMI_CONFIG_PASSPHRASE: "",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "false",
    PULUMI_BACKEND_URL: "file:///state",
  };
  const env = toolsEnvironment(set, home);
  for (const [name, value] of Object.entries(set)) assert.equal(env[name], value);
  assert.equal(env.PULUMI_CONFIG_PASSPHRASE_FILE, undefined);
});

test("the tools' programs are found before the machine's", () => {
  const [first, second, ...rest] = toolsEnvironment({ PATH: "/usr/bin:/bin" }).PATH.split(":");
  assert.match(first, /\/bin$/);
  assert.match(second, /\/node_modules\/\.bin$/);
  assert.deepEqual(rest, ["/usr/bin", "/bin"]);
});
