import assert from "node:assert/strict";
import { test } from "node:test";
import {
  apply,
  config,
  definitionsIn,
  lib,
  mkDefault,
  mkForce,
  mkIf,
  mkMerge,
  mkOverride,
  nix,
  pkgs,
  raw,
} from "./expressions.ts";
import { printNix } from "./print.ts";
import { isNixExpression, type NixAttrs, type NixExpression, type Package } from "./values.ts";

type Value<T> = T | NixExpression<T>;

interface Immich {
  enable?: Value<boolean>;
  port?: Value<number>;
  level?: Value<"debug" | "warn">;
  packages?: Value<readonly (Value<Package> | undefined)[]>;
  settings?: Value<Record<string, Value<{ depth?: Value<number> }>>>;
}

interface Options {
  services?: Value<{ immich?: Value<Immich> }>;
}

function immich(value: Value<Immich>): Options {
  return { services: { immich: value } };
}

test("expressions stand where a value of their type is wanted", () => {
  const right: readonly Options[] = [
    immich({ port: mkForce(8080), level: mkDefault("warn"), enable: mkIf(config.x, true) }),
    immich({ packages: [pkgs.vim, pkgs("python3Packages.pip"), undefined], port: config("a.b") }),
    immich({ packages: mkForce([pkgs.vim, raw("extra")]) }),
    immich({ settings: { one: { depth: mkForce(mkIf(true, 3)) } } }),
    immich(mkMerge([{ port: 1 }, mkIf(true, { enable: mkForce(false), level: "debug" }), raw("more")])),
    { services: mkIf(config("a.enable"), { immich: mkMerge([{ port: 1 }, mkIf(true, { level: "warn" })]) }) },
    { ...(holds() && { services: mkForce({ immich: { port: mkDefault(3) } }) }) },
  ];
  assert.ok(right.length > 0);
});

test("expressions of another type do not compile", () => {
  const wrong = [
    // @ts-expect-error a string is no port
    immich({ port: mkForce("8080") }),
    // @ts-expect-error no such level
    immich({ level: mkForce("loud") }),
    // @ts-expect-error a package is no port
    immich({ port: pkgs.vim }),
    // @ts-expect-error text is no package
    immich({ packages: ["vim"] }),
    // @ts-expect-error a wrong type inside mkIf
    immich(mkIf(true, { port: "8080" })),
    // @ts-expect-error a wrong type inside mkMerge
    immich(mkMerge([{ port: 1 }, { port: "1" }])),
    // @ts-expect-error a wrong type inside mkIf inside mkMerge
    immich(mkMerge([{ port: 1 }, mkIf(true, { enable: true, level: "loud" })])),
    // @ts-expect-error text is no condition
    mkIf("yes", 1),
  ];
  assert.ok(wrong.length > 0);
});

test("any data is a NixAttrs", () => {
  const attrs: NixAttrs = { a: [1, "x", { b: null, c: pkgs.vim }], d: nix`a${config.x}`, e: undefined };
  assert.equal(isNixExpression(attrs), false);
  assert.equal(isNixExpression(attrs["d"]), true);
});

test("references are selections, by property or by path", () => {
  assert.equal(printNix(config.services?.immich), "config.services.immich");
  assert.equal(printNix(config("services.immich.port")), "config.services.immich.port");
  assert.equal(printNix(config('users.users."a.b".home')), 'config.users.users."a.b".home');
  assert.equal(printNix(pkgs("python3Packages.pip")), "pkgs.python3Packages.pip");
  assert.equal(printNix(apply(lib.getExe, pkgs.restic)), "lib.getExe pkgs.restic");
  assert.equal(printNix(mkOverride(10, 1)), "lib.mkOverride 10 1");
});

test("a reference is no promise and survives being inspected", async () => {
  const reference = pkgs.immich;
  assert.equal(await Promise.resolve(reference), reference);
  assert.deepEqual(Object.keys(reference ?? {}), []);
});

for (const path of ["", ".", "a.", ".a", "a..b", 'a."b', 'a"b"']) {
  test(`${JSON.stringify(path)} is no path of attribute names`, () => {
    assert.throws(() => config(path), TypeError);
  });
}

test("a condition, function or interpolation that is undefined is refused at once", () => {
  assert.throws(() => mkIf(undefined, 1), /condition is undefined/);
  assert.throws(() => apply(undefined, 1), /expected a Nix function/);
  assert.throws(() => nix`a${undefined}`, /undefined, after "a"/);
});

test("definitions can be looked at inside the functions that wrap them", () => {
  assert.deepEqual(definitionsIn(mkForce(1)), [1]);
  assert.deepEqual(definitionsIn(mkIf(true, { a: 1 })), [{ a: 1 }]);
  assert.deepEqual(definitionsIn(mkOverride(10, "x")), ["x"]);
  assert.deepEqual(definitionsIn(mkMerge([1, undefined, 2])), [1, 2]);
  assert.equal(definitionsIn(raw("x")), undefined);
  assert.equal(definitionsIn(apply(lib.concatLines, ["a"])), undefined);
});

/** Not known to the type checker to be true. */
function holds(): boolean {
  return Object.keys({ a: 1 }).length > 0;
}
