import assert from "node:assert/strict";
import { test } from "node:test";
import {
  apply,
  config,
  fn,
  lib,
  mkAfter,
  mkDefault,
  mkForce,
  mkIf,
  mkMerge,
  nix,
  path,
  pkgs,
  raw,
} from "./expressions.ts";
import { printModule, printNix, UnprintableValue } from "./print.ts";
import type { NixAttrs } from "./values.ts";

const long = "x".repeat(60);

const modules: Readonly<Record<string, readonly [NixAttrs, string]>> = {
  "no options": [{}, "{ }\n"],
  "sets of one attribute are paths, others are spread": [
    { services: { karakeep: { enable: true, extraEnvironment: { PORT: "7020", "A B": null } } } },
    `{
  services.karakeep = {
    enable: true;
    extraEnvironment = {
      PORT = "7020";
      "A B" = null;
    };
  };
}
`.replace("enable: true", "enable = true"),
  ],
  "bindings of several lines stand apart at the top": [
    { a: 1, b: { c: 1, d: 2 }, e: { f: 3 }, g: 4 },
    `{
  a = 1;

  b = {
    c = 1;
    d = 2;
  };

  e.f = 3;
  g = 4;
}
`,
  ],
  "undefined is not printed": [
    { a: undefined, b: [1, undefined], c: { d: undefined } },
    "{\n  b = [ 1 ];\n  c = { };\n}\n",
  ],
  "one item on the line, more one a line": [
    { a: [], b: [80], c: [80, 443], d: [[1], [{ x: 1 }], { y: { z: 2 } }, { p: 1, q: 2 }, {}], e: [-1, 0.5] },
    `{
  a = [ ];
  b = [ 80 ];

  c = [
    80
    443
  ];

  d = [
    [ 1 ]
    [ { x = 1; } ]
    { y.z = 2; }
    {
      p = 1;
      q = 2;
    }
    { }
  ];

  e = [
    (-1)
    0.5
  ];
}
`,
  ],
  "one long item does not stand behind a long name": [
    { [long]: [long], short: long + long },
    `{
  ${long} = [
    "${long}"
  ];

  short = "${long}${long}";
}
`,
  ],
  "names are quoted where needed": [
    { if: { or: 1, "a-b'": 2, "1a": 3, "a.b": 4, "": 5, "${x}": 6, true: 7 } },
    `{
  "if" = {
    "or" = 1;
    a-b' = 2;
    "1a" = 3;
    "a.b" = 4;
    "" = 5;
    "\\\${x}" = 6;
    true = 7;
  };
}
`,
  ],
  "several lines of text": [
    {
      a: "one line\n",
      b: "one\n  two\n\nthree\n",
      c: { d: "#!/bin/sh\nexec ${x} ''", e: "\tx\ny" },
      f: " all\n indented\n",
    },
    `{
  a = "one line\\n";

  b = ''
    one
      two

    three
  '';

  c = {
    d = "#!/bin/sh\\nexec \\\${x} ''";
    e = ''
      	x
      y'';
  };

  f = " all\\n indented\\n";
}
`,
  ],
  "the header has the arguments that are used": [
    { a: mkForce(8080), b: config("services.immich.port") },
    "{ config, lib, ... }:\n{\n  a = lib.mkForce 8080;\n  b = config.services.immich.port;\n}\n",
  ],
  "three arguments stand on lines of their own": [
    { a: raw("lib.optional config.x pkgs.y") },
    "{\n  config,\n  lib,\n  pkgs,\n  ...\n}:\n{\n  a = lib.optional config.x pkgs.y;\n}\n",
  ],
  "a parameter that hides a module argument does not count": [
    { a: fn("pkgs", (inner) => [inner.requests]) },
    "{\n  a = pkgs: [ pkgs.requests ];\n}\n",
  ],
  "the last argument begins on the line": [
    {
      a: mkIf(config("x.enable"), { b: 1, c: 2 }),
      d: mkMerge([{ e: 1 }, mkIf(true, { f: 1, g: 2 })]),
      h: mkAfter("one\ntwo\n"),
      i: mkForce({ j: 1 }),
      k: mkForce(mkDefault(-1)),
      l: mkForce(mkIf(false, { m: 1, n: 2 })),
    },
    `{ config, lib, ... }:
{
  a = lib.mkIf config.x.enable {
    b = 1;
    c = 2;
  };

  d = lib.mkMerge [
    { e = 1; }
    (lib.mkIf true {
      f = 1;
      g = 2;
    })
  ];

  h = lib.mkAfter ''
    one
    two
  '';

  i = lib.mkForce { j = 1; };
  k = lib.mkForce (lib.mkDefault (-1));

  l = lib.mkForce (
    lib.mkIf false {
      m = 1;
      n = 2;
    }
  );
}
`,
  ],
  "long applications": [
    {
      a: apply(lib("f"), long),
      b: apply(lib("f"), long, long),
      c: apply(lib("f"), { x: 1, y: 2 }, 1),
      [long]: apply(lib("f"), long),
    },
    `{ lib, ... }:
{
  a = lib.f "${long}";

  b =
    lib.f
      "${long}"
      "${long}";

  c =
    lib.f
      {
        x = 1;
        y = 2;
      }
      1;

  ${long} =
    lib.f "${long}";
}
`,
  ],
  "text with expressions": [
    {
      a: nix`http://${config("networking.hostName")}:${80}/$${pkgs.x}`,
      b: nix`x\n${apply(lib("f"), 1)}\n  $y\n`,
    },
    `{
  config,
  lib,
  pkgs,
  ...
}:
{
  a = "http://\${config.networking.hostName}:80/\\$\${pkgs.x}";

  b = ''
    x
    \${lib.f 1}
      $y
  '';
}
`,
  ],
  "paths and raw text": [
    { a: path("./x/y.nix"), b: path("../with space"), c: [path("/a b"), raw("x: x")], d: raw("1 # one") },
    `{
  a = ./x/y.nix;
  b = ../. + "/with space";

  c = [
    (/. + "/a b")
    (x: x)
  ];

  d = 1 # one
  ;
}
`,
  ],
};

for (const [name, [module, text]] of Object.entries(modules)) {
  test(`layout: ${name}`, () => assert.equal(printModule(module), text));
}

const numbers: readonly (readonly [number, string])[] = [
  [0, "0"],
  [-0, "0"],
  [-5, "-5"],
  [2 ** 53, "9007199254740992"],
  [-(2 ** 62), "-4611686018427387904"],
  [1e18, "1000000000000000000"],
  [0.1, "0.1"],
  [-1.5, "-1.5"],
  [1e-7, "1.0e-7"],
  [1.25e-9, "1.25e-9"],
];
for (const [value, text] of numbers) test(`number ${text}`, () => assert.equal(printNix(value), text));

class Thing {
  name = "thing";
}
const itself: Record<string, unknown> = {};
itself["again"] = { itself };

const refused: readonly (readonly [string, unknown, RegExp])[] = [
  ["NaN", { a: { b: Number.NaN } }, /^a\.b: NaN is not a number/],
  ["infinity", [1, Number.NEGATIVE_INFINITY], /^1: -Infinity is not a number/],
  ["a whole number beyond 64 bits", 2 ** 63, /64-bit/],
  ["the smallest 64-bit number, which Nix cannot write", -(2 ** 63), /64-bit/],
  ["a subnormal float", 5e-324, /too small/],
  ["NUL in text", { a: "x\0y" }, /^a: .*NUL/],
  ["NUL in a name", { "x\0y": 1 }, /NUL/],
  ["NUL in text of several lines", "x\n\0y\n", /NUL/],
  ["half a surrogate pair", "\ud800", /surrogate/],
  ["half a surrogate pair in a name", { "\udc00": { a: 1, b: 2 } }, /surrogate/],
  ["a function", { a: { b: [() => 1] } }, /^a\.b\.0: expected a Nix value, got function/],
  ["a bigint", 1n, /got bigint/],
  ["a date", { a: new Date(0) }, /^a: .*class Date/],
  ["an instance", [mkForce(new Thing())], /^0: .*class Thing/],
  ["a value that contains itself", itself, /contains itself/],
  ["a relative path without ./", path("x/y"), /begins with/],
  ["no expression", { a: raw(" ") }, /^a: an expression is empty/],
  ["a parameter that is no identifier", fn("a b", () => 1), /identifier/],
  ["a parameter that is a keyword", fn("rec", () => 1), /identifier/],
];
for (const [name, value, message] of refused) {
  test(`refused: ${name}`, () => {
    assert.throws(
      () => printNix(value),
      (error) => error instanceof UnprintableValue && message.test(error.message),
    );
  });
}

test("a parameter is refused outside of its function", () => {
  let escaped: unknown;
  fn("ps", (ps) => {
    escaped = ps.requests;
    return null;
  });
  assert.throws(() => printNix({ a: escaped }), /a: "ps" is used outside/);
});
