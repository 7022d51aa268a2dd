import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

const folder = mkdtempSync(join(tmpdir(), "confederation-download-"));
process.env.CONFEDERATION_CACHE = join(folder, "cache");
const { download } = await import("./pulumi.mjs");
const { runCommand } = await import("./run-command.mjs");

let server;
let address;
before(async () => {
  mkdirSync(join(folder, "pulumi"));
  writeFileSync(join(folder, "pulumi", "pulumi"), "the program");
  execFileSync("tar", ["-czf", join(folder, "release.tar.gz"), "-C", folder, "pulumi"]);
  server = createServer((request, response) => {
    if (request.url === "/release") response.end(readFileSync(join(folder, "release.tar.gz")));
    else if (request.url === "/broken") response.end("no archive");
    else response.writeHead(403).end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${server.address().port}`;
});
after(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

function place(name) {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
}

test("a release is downloaded and unpacked without its outer folder", async () => {
  const to = place("good");
  assert.equal(await download(`${address}/release`, to, () => {}), undefined);
  assert.equal(readFileSync(join(to, "pulumi"), "utf8"), "the program");
});

test("a refusal, a broken archive and an address without server are told, not thrown", async () => {
  assert.match(await download(`${address}/none`, place("refused"), () => {}), /answered 403/);
  assert.match(await download(`${address}/broken`, place("broken"), () => {}), /exit code/);
  assert.match(
    await download("http://127.0.0.1:1/x", place("unreachable"), () => {}),
    /ECONNREFUSED|bad port|fetch failed/,
  );
});

test("a failed command is told with its arguments, its exit, its last lines and what to do", async () => {
  const argv = ["sh", "-c", "for i in $(seq 40); do echo line $i; done; exit 7"];
  await assert.rejects(
    runCommand(argv, { log: "test", timeoutSeconds: 20, advice: "try again" }),
    (error) => {
      assert.equal(error.message, "exit code 7");
      assert.match(error.detail, /^\$ sh -c for/);
      assert.ok(
        error.detail.includes("line 40") &&
          !error.detail.includes("line 25\n") &&
          error.detail.includes("line 1\n"),
        error.detail,
      );
      assert.match(error.detail, /whole output: .*test\.log/);
      assert.equal(error.advice, "try again");
      return true;
    },
  );
});

test("a command that takes too long is ended with all it started", async () => {
  const started = Date.now();
  const argv = ["sh", "-c", "sleep 60 & sleep 60"];
  await assert.rejects(runCommand(argv, { log: "test", timeoutSeconds: 1 }), /gave up after 1 s/);
  assert.ok(Date.now() - started < 10_000);
});
