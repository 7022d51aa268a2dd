import assert from "node:assert/strict";
import { test } from "node:test";
import { isInstalled } from "./npm-dependencies.mjs";

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
    ["nothing installed", undefined, false],
    ["all but what this platform leaves out", { packages: a }, true],
    ["a package missing", { packages: {} }, false],
    [
      "another version",
      { packages: { "node_modules/a": { version: "1.0.1", integrity: "sha512-a" } } },
      false,
    ],
    [
      "another content",
      { packages: { "node_modules/a": { version: "1.0.0", integrity: "sha512-x" } } },
      false,
    ],
    ["a package too many", { packages: { ...a, "node_modules/c": { version: "1.0.0" } } }, false],
  ];
  for (const [what, installed, expected] of cases)
    assert.equal(isInstalled(locked, installed), expected, what);
});
