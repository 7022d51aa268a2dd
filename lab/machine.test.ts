import assert from "node:assert/strict";
import { test } from "node:test";
import { listensOn } from "./machine.ts";

// Port 22 (0016) listens; 8080 (1F90) is only connected; the far end of a connection is no listener.
const sockets = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0
   1: 0B004D0A:1F90 01004D0A:0019 01 00000000:00000000 00:00000000 00000000     0        0 2 1 0`;

test("only a listening socket counts, at its local port", () => {
  assert.equal(listensOn(sockets, 22), true);
  assert.equal(listensOn(sockets, 8080), false);
  assert.equal(listensOn(sockets, 25), false);
  assert.equal(listensOn("", 22), false);
});
