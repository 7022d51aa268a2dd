import assert from "node:assert/strict";
import { test } from "node:test";
import { differences } from "./npm-dependencies.mjs";

const locked = {
  packages: {
    "": { name: "it" },
    "node_modules/a": { version: "1.0.0", integrity: "sha512-a" },
    "node_modules/b": { version: "2.0.0", integrity: "sha512-b", optional: true },
  },
};
const a = { "node_modules/a": { version: "1.0.0", integrity: "sha512-a" } };

test("an installation is up to date only when it holds just what the lock asks for", () => {
  const cases = [
    ["nothing installed", undefined, ["node_modules/a: not installed"]],
    ["all but what this platform leaves out", a, []],
    ["a package missing", {}, ["node_modules/a: not installed"]],
    [
      "another version",
      { "node_modules/a": { version: "1.0.1", integrity: "sha512-a" } },
      ["node_modules/a: 1.0.1 instead of 1.0.0"],
    ],
    [
      "another content",
      { "node_modules/a": { version: "1.0.0", integrity: "sha512-x" } },
      ["node_modules/a: 1.0.0 instead of 1.0.0"],
    ],
    [
      "a package too many",
      { ...a, "node_modules/c": { version: "1.0.0" } },
      ["node_modules/c: not in the lock"],
    ],
    [
      "a binary for this platform too many",
      { ...a, "node_modules/d": { version: "1.0.0", optional: true } },
      [],
    ],
  ];
  for (const [what, packages, expected] of cases) {
    assert.deepEqual(differences(locked, packages && { packages }), expected, what);
  }
});
