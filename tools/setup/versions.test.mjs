import assert from "node:assert/strict";
import { test } from "node:test";
import { isAtLeast, versionIn } from "./versions.mjs";

test("a version is found in what tools print", () => {
  const cases = [
    ["v20.20.2", [20, 20, 2]],
    ["nix (Nix) 2.26.3", [2, 26, 3]],
    ["v3.259.0-alpha.1", [3, 259, 0]],
    ["1.2", [1, 2, 0]],
    ["none", undefined],
  ];
  for (const [text, version] of cases) assert.deepEqual(versionIn(text), version);
});

test("versions are compared number by number", () => {
  const cases = [
    ["22.18.0", "22.18.0", true],
    ["22.9.9", "22.18.0", false],
    ["24.0.0", "22.18.0", true],
    ["nix (Nix) 2.8.0", "2.18.0", false],
    ["", "2.18.0", false],
  ];
  for (const [have, want, expected] of cases)
    assert.equal(isAtLeast(have, want), expected, `${have} >= ${want}`);
});
