import assert from "node:assert/strict";
import { test } from "node:test";
import { mkForce } from "./expressions.ts";
import { firstNixpkgs, renderLock } from "./flake-lock.ts";
import { isGenerated, renderFlake, type FlakeHost, type FlakeInput } from "./flake.ts";
import { UnprintableValue } from "./print.ts";

const mauville: FlakeHost = {
  name: "mauville",
  origin: "hosts/mauville.ts",
  files: [
    {
      path: "services/karakeep.nix",
      origin: "hosts/mauville.ts: karakeep",
      module: { services: { karakeep: { enable: true, port: mkForce(7020) } } },
    },
    { path: "host.nix", origin: "hosts/mauville.ts", module: { time: { timeZone: "UTC" } } },
  ],
  rawModules: [
    { name: "samba.nix", files: new Map([["", Buffer.from("{ }\n")]]) },
    {
      name: "disks",
      files: new Map([
        ["default.nix", "{ imports = [ ./btrfs.nix ]; }\n"],
        ["btrfs.nix", "{ }\n"],
      ]),
    },
  ],
  manifest: { version: 1, host: "mauville", services: { karakeep: { units: ["karakeep-web.service"] } } },
};
const slateport: FlakeHost = {
  name: "slateport",
  origin: "hosts/slateport.ts",
  files: [{ path: "machine.nix", origin: "hosts/slateport.ts: thinkCentre", module: {} }],
  rawModules: [],
  manifest: { version: 1, host: "slateport" },
};
const input: FlakeInput = {
  description: 'My ${"fleet"}',
  nixpkgs: firstNixpkgs,
  hosts: [slateport, mauville],
};

function textOf(flake: ReturnType<typeof renderFlake>, path: string): string {
  const content = flake.files.get(path);
  assert.ok(content !== undefined, `no file ${path}`);
  return Buffer.from(content).toString();
}

function digestOf(changes: Partial<FlakeInput>, host = "mauville"): string | undefined {
  return renderFlake({ ...input, ...changes }).digests.get(host);
}

test("a flake is one small file per origin", () => {
  assert.deepEqual(
    [...renderFlake(input).files.keys()],
    [
      "flake.lock",
      "flake.nix",
      "hosts/mauville/default.nix",
      "hosts/mauville/host.nix",
      "hosts/mauville/manifest.nix",
      "hosts/mauville/modules/disks/btrfs.nix",
      "hosts/mauville/modules/disks/default.nix",
      "hosts/mauville/modules/samba.nix",
      "hosts/mauville/services/karakeep.nix",
      "hosts/slateport/default.nix",
      "hosts/slateport/machine.nix",
      "hosts/slateport/manifest.nix",
      "modules/confederation.nix",
    ],
  );
});

test("flake.nix lists the hosts", () => {
  assert.equal(
    textOf(renderFlake(input), "flake.nix"),
    `# generated from the fleet; do not edit
{
  description = "My \\\${\\"fleet\\"}";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";

  outputs =
    { nixpkgs, ... }:
    {
      nixosConfigurations = {
        mauville = nixpkgs.lib.nixosSystem {
          modules = [
            ./modules/confederation.nix
            ./hosts/mauville
          ];
        };
        slateport = nixpkgs.lib.nixosSystem {
          modules = [
            ./modules/confederation.nix
            ./hosts/slateport
          ];
        };
      };
    };
}
`,
  );
});

test("a host imports its files, which say where they come from", () => {
  const flake = renderFlake(input);
  assert.equal(
    textOf(flake, "hosts/mauville/default.nix"),
    `# generated from hosts/mauville.ts; do not edit
{
  imports = [
    ./host.nix
    ./manifest.nix
    ./modules/disks
    ./modules/samba.nix
    ./services/karakeep.nix
  ];
}
`,
  );
  assert.equal(
    textOf(flake, "hosts/mauville/services/karakeep.nix"),
    `# generated from hosts/mauville.ts: karakeep; do not edit
{ lib, ... }:
{
  services.karakeep = {
    enable = true;
    port = lib.mkForce 7020;
  };
}
`,
  );
});

test("the manifest carries the digest", () => {
  const flake = renderFlake(input);
  const digest = flake.digests.get("mauville");
  assert.match(digest ?? "", /^[0-9a-f]{64}$/);
  assert.ok(textOf(flake, "hosts/mauville/manifest.nix").includes(`digest = "${digest}";`));
});

test("equal input in another order gives the same flake", () => {
  const other: FlakeHost = {
    ...mauville,
    files: mauville.files.toReversed(),
    rawModules: mauville.rawModules.toReversed(),
  };
  assert.deepEqual(renderFlake({ ...input, hosts: [other, slateport] }), renderFlake(input));
});

test("a digest changes with everything the host is built from", () => {
  const changed: readonly Partial<FlakeHost>[] = [
    { files: mauville.files.slice(1) },
    { files: [...mauville.files, { path: "wiring/x.nix", origin: "x", module: {} }] },
    { rawModules: mauville.rawModules.slice(1) },
    {
      rawModules: [{ name: "samba.nix", files: new Map([["", "{  }\n"]]) }, ...mauville.rawModules.slice(1)],
    },
    { manifest: { ...mauville.manifest, version: 2 } },
  ];
  const digests = changed.map((change) => digestOf({ hosts: [{ ...mauville, ...change }] }));
  digests.push(digestOf({}), digestOf({ lock: "{}" }));
  assert.equal(new Set(digests).size, digests.length);
});

test("a shared module is written once and imported by every host", () => {
  const shared = [{ path: "wiring/names.nix", origin: "components/wiring/names.ts", module: { a: 1 } }];
  const flake = renderFlake({ ...input, shared });
  assert.match(textOf(flake, "modules/wiring/names.nix"), /\ba = 1;/);
  for (const host of ["mauville", "slateport"]) {
    assert.match(
      textOf(flake, `hosts/${host}/default.nix`),
      /^ {4}\.\.\/\.\.\/modules\/wiring\/names\.nix$/m,
    );
    assert.notEqual(flake.digests.get(host), renderFlake(input).digests.get(host));
  }
});

test("a digest does not change with other hosts or the description", () => {
  assert.equal(digestOf({ hosts: [mauville] }), digestOf({}));
  assert.equal(digestOf({ description: "other" }), digestOf({}));
  assert.equal(digestOf({ hosts: [{ ...mauville, name: "mauville2" }, mauville] }), digestOf({}));
});

test("the lock file is the user's when there is one", () => {
  assert.equal(textOf(renderFlake({ ...input, lock: "mine" }), "flake.lock"), "mine");
  assert.equal(textOf(renderFlake(input), "flake.lock"), renderLock(firstNixpkgs));
  assert.throws(() => renderLock({ ...firstNixpkgs, url: "path:/x" }), /expected github:/);
});

test("only what was generated counts as generated", () => {
  assert.equal(isGenerated(textOf(renderFlake(input), "flake.nix")), true);
  assert.equal(isGenerated("{\n  # do not edit\n}\n"), false);
});

const withFile = (path: string): FlakeInput => ({
  ...input,
  hosts: [{ ...mauville, files: [{ path, origin: "x", module: {} }] }],
});
for (const path of [
  "../x.nix",
  "/x.nix",
  "a//b.nix",
  "a/../../b.nix",
  "default.nix",
  "manifest.nix",
  "modules/samba.nix",
]) {
  test(`a host's file cannot be ${path}`, () => {
    assert.throws(() => renderFlake(withFile(path)), /host "mauville"/);
  });
}

test("a value that Nix cannot have is named with its origin", () => {
  const broken = {
    ...mauville,
    files: [{ path: "x.nix", origin: "hosts/x.ts: y", module: { a: { b: Number.NaN } } }],
  };
  assert.throws(
    () => renderFlake({ ...input, hosts: [broken] }),
    (error) =>
      error instanceof UnprintableValue &&
      error.message === "hosts/x.ts: y: a.b: NaN is not a number Nix has" &&
      error.origin === "hosts/x.ts: y" &&
      error.at.join(".") === "a.b",
  );
});

test("an origin is one line of comment", () => {
  const file = { path: "x.nix", origin: "a\n{ evil = 1; }\r\nb", module: {} };
  const flake = renderFlake({ ...input, hosts: [{ ...mauville, files: [file] }] });
  assert.equal(
    textOf(flake, "hosts/mauville/x.nix"),
    "# generated from a { evil = 1; } b; do not edit\n{ }\n",
  );
});
