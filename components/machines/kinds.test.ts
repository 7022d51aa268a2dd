import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { testFleet } from "../fleet/fleet-for-tests.ts";
import type { MachineDeclaration } from "../fleet/index.ts";
import { compose } from "../wiring/index.ts";
import { luksBtrfs, btrfs } from "./disks.ts";
import { hetznerServer } from "./hetzner-server.ts";
import { miniPc } from "./mini-pc.ts";
import { thinkCentre } from "./think-centre.ts";

const kinds: Readonly<Record<string, MachineDeclaration>> = {
  ThinkCentre: thinkCentre({ model: "m700-tiny", disk: btrfs("/dev/sda") }),
  MiniPc: miniPc({ model: "beelink-mini-s12-pro", disk: luksBtrfs("/dev/sda") }),
  HetznerServer: hetznerServer({ serverType: "cx22", location: "fsn1", disk: btrfs("/dev/sda") }),
};
for (const [kind, machine] of Object.entries(kinds)) {
  test(`${kind}: real options in files that name their origin`, async () => {
    // Composing refuses options that NixOS does not have.
    const [composition] = compose(await testFleet({ edge: { machine } }), []);
    assert.equal(machine.definition.machineKind, kind);
    assert.deepEqual(
      composition?.files.map(({ path }) => path),
      ["machine.nix", "disks.nix"],
    );
    for (const { origin } of composition.files) {
      assert.ok(existsSync(join(import.meta.dirname, "../..", origin)), origin);
    }
  });
}

test("a computer at home boots by UEFI and is not rented", async () => {
  const { machine } = (await testFleet({ edge: { machine: kinds["MiniPc"] } })).host("edge");
  assert.equal(Object.hasOwn(machine.definition.spec, "rent"), false);
  assert.partialDeepStrictEqual(machine.definition.spec.nixos(machine.args), {
    boot: {
      initrd: { availableKernelModules: ["ahci", "sd_mod", "xhci_pci"] },
      loader: { "systemd-boot": { enable: true }, efi: { canTouchEfiVariables: true } },
    },
    hardware: { cpu: { intel: { updateMicrocode: true } } },
  });
});

// @ts-expect-error -- a model that no file describes.
thinkCentre({ model: "m900", disk: btrfs("/dev/sda") });
