import assert from "node:assert/strict";
import { test } from "node:test";
import { sitesOf } from "./caddy-sites.ts";

test("names, aliases and bindings of sites are found; options and snippets are not sites", () => {
  const caddyfile = `
{
  email someone@example.org
  servers {
    protocols h1 h2
  }
}

(guard) {
  encode gzip
}
git.example.org www.example.org {
  log {
    output file /var/log/caddy/access.log
  }
  reverse_proxy home:3001
}
https://photos.tail.ts.net:8443, http://old.example.org {
  bind edge.tail.ts.net 100.64.0.11
  tls {
  issuer internal
}
  reverse_proxy {
bind not-a-binding
}
}
:8080 {
  respond hello
}
`;
  assert.deepEqual(sitesOf(caddyfile), [
    { name: "git.example.org", bind: [] },
    { name: "www.example.org", bind: [] },
    { name: "photos.tail.ts.net", bind: ["edge.tail.ts.net", "100.64.0.11"] },
    { name: "old.example.org", bind: ["edge.tail.ts.net", "100.64.0.11"] },
  ]);
});

test("no Caddyfile has no sites", () => {
  assert.deepEqual(sitesOf(""), []);
});
