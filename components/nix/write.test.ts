import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { buildDigest } from "./digest.ts";
import { readFileTree } from "./file-tree.ts";
import { readRawModule } from "./raw-modules.ts";
import { staleFiles, writeFlake } from "./write.ts";

async function emptyFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "flake-"));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

const flakeNix = "# generated from the fleet; do not edit\n{ }\n";
const first = new Map<string, string>([
  ["flake.lock", "{}"],
  ["flake.nix", flakeNix],
  ["hosts/a/default.nix", "a"],
  ["hosts/b/services/x.nix", "x"],
  ["modules/confederation.nix", "m"],
]);

test("a flake is written into an empty folder, and a second time nothing is", async (t) => {
  const folder = join(await emptyFolder(t), "flake");
  assert.deepEqual(await writeFlake(folder, first), { written: [...first.keys()], deleted: [] });
  assert.equal(await readFile(join(folder, "hosts/b/services/x.nix"), "utf8"), "x");
  const before = await stat(join(folder, "flake.nix"));
  assert.deepEqual(await writeFlake(folder, first), { written: [], deleted: [] });
  const after = await stat(join(folder, "flake.nix"));
  assert.deepEqual([after.ino, after.mtimeMs], [before.ino, before.mtimeMs]);
  assert.deepEqual((await readFileTree(folder)).size, first.size);
});

test("what changed is written and what is gone is deleted, with its folders", async (t) => {
  const folder = await emptyFolder(t);
  await writeFlake(folder, first);
  const next = new Map(first).set("hosts/a/default.nix", "a2").set("hosts/b/services", "a file now");
  next.delete("hosts/b/services/x.nix");
  const changes = {
    written: ["hosts/a/default.nix", "hosts/b/services"],
    deleted: ["hosts/b/services/x.nix"],
  };
  assert.deepEqual(await staleFiles(folder, next), changes);
  assert.equal(await readFile(join(folder, "hosts/a/default.nix"), "utf8"), "a");
  assert.deepEqual(await writeFlake(folder, next), changes);
  assert.equal(await readFile(join(folder, "hosts/b/services"), "utf8"), "a file now");
  next.delete("hosts/b/services");
  await writeFlake(folder, next);
  assert.equal(existsSync(join(folder, "hosts/b")), false);
});

test("the lock file and files of others are left alone", async (t) => {
  const folder = await emptyFolder(t);
  await writeFlake(folder, first);
  await writeFile(join(folder, "flake.lock"), "updated");
  await writeFile(join(folder, "README.md"), "mine");
  await mkdir(join(folder, "notes"));
  assert.deepEqual(await writeFlake(folder, first), { written: [], deleted: [] });
  const without = new Map(first);
  without.delete("flake.lock");
  assert.deepEqual(await writeFlake(folder, without), { written: [], deleted: [] });
  assert.equal(await readFile(join(folder, "flake.lock"), "utf8"), "updated");
  assert.equal(await readFile(join(folder, "README.md"), "utf8"), "mine");
  assert.ok(existsSync(join(folder, "notes")));
});

test("what a killed run left is deleted", async (t) => {
  const folder = await emptyFolder(t);
  await writeFlake(folder, first);
  await writeFile(join(folder, "modules/.123.tmp"), "half");
  assert.deepEqual(await writeFlake(folder, first), { written: [], deleted: ["modules/.123.tmp"] });
});

test("somebody else's flake is never overwritten", async (t) => {
  const folder = await emptyFolder(t);
  await mkdir(join(folder, "hosts"));
  await writeFile(join(folder, "hosts/mine.nix"), "mine");
  await writeFile(join(folder, "flake.nix"), "{ }\n");
  await assert.rejects(writeFlake(folder, first), /was not generated/);
  assert.ok(existsSync(join(folder, "hosts/mine.nix")));
});

test("a module is a file, or a folder with default.nix", async (t) => {
  const folder = await emptyFolder(t);
  await mkdir(join(folder, "disks/parts"), { recursive: true });
  await writeFile(join(folder, "disks/parts/x.nix"), "x");
  await assert.rejects(readRawModule(join(folder, "disks"), "disks"), /without default\.nix/);
  await writeFile(join(folder, "disks/default.nix"), "d");
  const disks = await readRawModule(join(folder, "disks"), "disks");
  assert.deepEqual([...disks.files.keys()].toSorted(), ["default.nix", "parts/x.nix"]);
  const file = await readRawModule(join(folder, "disks/parts/x.nix"), "x.nix");
  assert.deepEqual([...file.files], [["", Buffer.from("x")]]);
  await assert.rejects(readRawModule(join(folder, "none.nix"), "none.nix"), /ENOENT/);
});

test("a replaced input counts by its content", async (t) => {
  const folder = join(await emptyFolder(t), "with space");
  await mkdir(folder);
  await writeFile(join(folder, "flake.nix"), "1");
  const url = `path:${folder.replaceAll(" ", "%20")}`;
  const own = "0".repeat(64);
  assert.equal(await buildDigest(own, {}), own);
  const one = await buildDigest(own, { nixpkgs: url });
  assert.match(one, /^[0-9a-f]{64}$/);
  assert.equal(await buildDigest(own, { nixpkgs: url }), one);
  assert.notEqual(await buildDigest("1".repeat(64), { nixpkgs: url }), one);
  await writeFile(join(folder, "flake.nix"), "2");
  assert.notEqual(await buildDigest(own, { nixpkgs: url }), one);
});
