import assert from "node:assert/strict";
import { test } from "node:test";
import { debianMirror, transportOptions } from "./lab-image.mjs";

test("the mirror is the one this machine's apt takes Debian from", () => {
  const targets = [
    "https://packages.example/node/|Node",
    "http://mirror.example/debian-security/|Debian",
    "http://mirror.example/debian/|Debian",
  ].join("\n");
  assert.equal(debianMirror(targets), "http://mirror.example/debian/");
  assert.equal(debianMirror("https://packages.example/node/|Node"), undefined);
});

test("proxies and certificates of this machine's apt are used, empty settings are not", () => {
  const dump = [
    'Acquire "";',
    'Acquire::http "";',
    'Acquire::http::Proxy "http://proxy.example:3128";',
    'Acquire::https::CAInfo "";',
    'APT::Install-Recommends "1";',
  ].join("\n");
  assert.deepEqual(transportOptions(dump), ['Acquire::http::Proxy "http://proxy.example:3128"']);
});
