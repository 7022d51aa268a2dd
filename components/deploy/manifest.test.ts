import assert from "node:assert/strict";
import { test } from "node:test";
import { checksOf } from "./manifest.ts";

test("every endpoint and every peer becomes a check", () => {
  const manifest = JSON.stringify({
    version: 1,
    host: "mauville",
    services: {
      forgejo: {
        units: ["forgejo.service"],
        endpoints: {
          web: {
            protocol: "http",
            port: 3001,
            unit: "forgejo.service",
            health: "/api/healthz",
            exposure: "public",
          },
          ssh: { protocol: "tcp", port: 2222, unit: "forgejo.service", exposure: "tailnet" },
        },
      },
      dns: {
        units: [],
        endpoints: { dns: { protocol: "udp", port: 53, unit: "dns.service", exposure: "tailnet" } },
      },
      worker: { units: ["worker.service"] },
    },
  });
  assert.deepEqual(checksOf(manifest, ["slateport:22", "fd00::1:80"]), [
    ["http", "3001", "/api/healthz", "forgejo.service"],
    ["tcp", "2222", "-", "forgejo.service"],
    ["udp", "53", "-", "dns.service"],
    ["peer", "22", "slateport", "-"],
    ["peer", "80", "fd00::1", "-"],
  ]);
});

test("a system without a manifest declares nothing", () => {
  assert.deepEqual(checksOf("{}", []), []);
});

test("what is no manifest is refused", () => {
  assert.throws(() =>
    checksOf('{ "services": { "web": { "endpoints": { "web": { "port": "80" } } } } }', []),
  );
});
