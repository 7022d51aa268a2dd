import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import * as fc from "fast-check";
import { run } from "../process/index.ts";
import { machineFile, quoted, scriptReader } from "./machine-script.ts";

test("bash reads every quoted word back as it was", async () => {
  const words = fc.array(
    fc.string({ unit: "binary" }).map((text) => text.replaceAll("\0", "")),
    { maxLength: 8 },
  );
  await fc.assert(
    fc.asyncProperty(words, async (values) => {
      const script = `printf '%s\\0' ${values.map(quoted).join(" ")}`;
      const { stdout } = await run(["bash", "-s"], { timeoutSeconds: 10, stdin: script });
      assert.deepEqual(values.length === 0 ? [] : stdout.split("\0").slice(0, -1), values);
    }),
    { numRuns: 50 },
  );
});

test("a script is run whole or not at all, and reads on from where it ends", async () => {
  const script = 'read -r line; echo "ünïcode $line"; exit\n';
  const argv = ["bash", "-c", scriptReader(script)] as const;
  const { stdout } = await run(argv, { timeoutSeconds: 10, stdin: `${script}beat\n` });
  assert.equal(stdout, "ünïcode beat");
  const cut = await run(argv, { timeoutSeconds: 10, stdin: script.slice(0, -1), acceptExitCodes: [1] });
  assert.equal(cut.stdout, "");
});

const scripts = readdirSync(new URL("./machine/", import.meta.url)).filter((name) => name.endsWith(".sh"));
for (const name of scripts) {
  test(`${name} is bash`, async () => {
    // Scripts are bodies of a function, so that they may return.
    await run(["bash", "-n"], { timeoutSeconds: 10, stdin: `main() {\n${machineFile(name)}\n}\n` });
  });
}
