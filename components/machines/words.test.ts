import assert from "node:assert/strict";
import { test } from "node:test";
import { onTailnet } from "../fleet/index.ts";
import { pkgs } from "../nix/index.ts";
import { inWords, wordsOf } from "./words.ts";

test("plain data is as it was written", () => {
  const args = {
    port: 7020,
    expose: onTailnet("a.example.org"),
    models: ["x", "y"],
    enabled: false,
    none: null,
  };
  assert.deepEqual(wordsOf(args), {
    port: 7020,
    expose: { to: "tailnet", domain: "a.example.org" },
    models: ["x", "y"],
    enabled: false,
    none: null,
  });
});

test("a reference is the service and its host", () => {
  assert.equal(inWords({ kind: "reference", host: "lilycove", service: "ollama" }), "ollama on lilycove");
});

test("a Nix expression is only named; what is no data is left out", () => {
  const args = { package: pkgs["forgejo"], after: () => 1, absent: undefined };
  assert.deepEqual(wordsOf(args), { package: "(Nix)" });
});
