import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import * as z from "zod";

const root = resolve(import.meta.dirname, "../..");
const timeoutMilliseconds = 120_000;
const tsserver = createRequire(import.meta.url).resolve("typescript/lib/tsserver.js");
const reply = z.object({
  request_seq: z.number(),
  body: z.object({ entries: z.array(z.object({ name: z.string() })) }),
});

/** Names that an editor offers at the `|` of a text, and how long it takes once the project is open. */
async function complete(text: string): Promise<{ names: string[]; milliseconds: number }> {
  const file = join(import.meta.dirname, "fixtures", "typed-by-hand.ts");
  const server = spawn(process.execPath, [tsserver, "--disableAutomaticTypingAcquisition"], {
    stdio: ["pipe", "pipe", "ignore"],
    timeout: timeoutMilliseconds,
  });
  const lines = createInterface({ input: server.stdout });
  const send = (seq: number, command: string, args: object): void => {
    server.stdin.write(`${JSON.stringify({ seq, type: "request", command, arguments: args })}\n`);
  };
  const answerTo = (seq: number): Promise<string[]> =>
    new Promise((resolveNames, reject) => {
      server.once("exit", () =>
        reject(new Error(`the language server ended before it answered request ${seq}`)),
      );
      lines.on("line", (line) => {
        const answer = line.startsWith("{") ? reply.safeParse(JSON.parse(line)).data : undefined;
        if (answer?.request_seq === seq) resolveNames(answer.body.entries.map(({ name }) => name));
      });
    });
  try {
    send(1, "open", { file, fileContent: text.replace("|", ""), projectRootPath: root });
    // Opens the project, as an editor does before the first key is pressed; `export` has nothing to do with options.
    send(2, "completionInfo", { file, line: 1, offset: 1 });
    await answerTo(2);
    const before = text.slice(0, text.indexOf("|"));
    const start = performance.now();
    send(3, "completionInfo", {
      file,
      line: before.split("\n").length,
      offset: before.length - before.lastIndexOf("\n"),
    });
    return { names: await answerTo(3), milliseconds: performance.now() - start };
  } finally {
    lines.close();
    server.kill();
  }
}

const immich = ["enable", "port", "host", "mediaLocation", '"machine-learning"'];
const head =
  'import type { Listed, NixosConfig } from "../index.ts";\nimport { mkIf } from "../../nix/expressions.ts";\n';
const service =
  "declare function service<const O extends NixosConfig>(nixos: () => O & Listed<O, NixosConfig>): void;\n";

const places: readonly (readonly [where: string, text: string, expected: readonly string[]])[] = [
  ["in a host", `${head}export const a: NixosConfig = { services: { immich: { | } } };\n`, immich],
  ["in a function's result", `${head}${service}service(() => ({ services: { immich: { | } } }));\n`, immich],
  [
    "inside of mkIf",
    `${head}export const a: NixosConfig = { services: { immich: mkIf(true, { | }) } };\n`,
    immich,
  ],
  [
    "at the root",
    `${head}export const a: NixosConfig = { | };\n`,
    ["services", "networking", "users", "boot"],
  ],
  [
    "of an enumeration",
    `${head}export const a: NixosConfig = { services: { openssh: { settings: { PermitRootLogin: "|" } } } };\n`,
    ["prohibit-password"],
  ],
];

for (const [where, text, expected] of places) {
  test(`an editor completes options ${where}`, async (context) => {
    const { names, milliseconds } = await complete(text);
    context.diagnostic(`${Math.round(milliseconds)} ms`);
    for (const name of expected)
      assert.ok(names.includes(name), `${name} is not among ${names.slice(0, 20).join(", ")}`);
  });
}
