import assert from "node:assert/strict";
import { test } from "node:test";
import { stackOf } from "./passphrase.mjs";

const cases = [
  ["up --stack home --yes", "home"],
  ["preview -s lab", "lab"],
  ["preview --stack=cloud --diff", "cloud"],
  ["stack select lab", "lab"],
  ["stack init --no-select home", "home"],
  ["stack ls", undefined],
  ["up --yes", undefined],
];

for (const [args, stack] of cases) {
  test(`pulumi ${args} is about ${stack ?? "the selected stack"}`, () => {
    assert.equal(stackOf(args.split(" ")), stack);
  });
}
