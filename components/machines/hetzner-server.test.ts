import assert from "node:assert/strict";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { testFleet } from "../fleet/fleet-for-tests.ts";
import type { MachineDeclaration } from "../fleet/index.ts";

interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
}
const registered: Registered[] = [];
await pulumi.runtime.setMocks({
  newResource: ({ type, name, inputs }: Registered) => {
    registered.push({ type, name, inputs });
    return { id: "42", state: { ...inputs, ipv4Address: "203.0.113.7" } };
  },
  call: () => ({}),
});
const { hetznerServer } = await import("./hetzner-server.ts");
const { lvmExt4 } = await import("./disks.ts");

const args = { serverType: "cpx11", location: "ash", disk: lvmExt4("/dev/sda") };

/** Rents what a host stands on; what was registered, and the address to dial. */
async function rented(machine: MachineDeclaration) {
  registered.length = 0;
  const host = (await testFleet({ edge: { machine } })).host("edge");
  const rent = host.machine.definition.spec.rent?.(host, host.machine.args, {});
  assert.ok(rent);
  const address = await new Promise((resolve) => rent.address.apply(resolve));
  await pulumi.runtime.disconnect();
  return { resources: [...registered], address };
}

test("a server is rented under the host's name, protected, and lets the deploy keys in", async () => {
  const { resources, address } = await rented(hetznerServer(args));
  assert.equal(address, "203.0.113.7");
  assert.deepEqual(resources, [
    {
      type: "hcloud:index/server:Server",
      name: "edge",
      inputs: {
        name: "edge",
        serverType: "cpx11",
        location: "ash",
        image: "debian-13",
        userData: '#cloud-config\n{"ssh_authorized_keys":["ssh-ed25519 AAAAdeploy"],"ssh_pwauth":false}\n',
        deleteProtection: true,
        rebuildProtection: true,
        shutdownBeforeDeletion: true,
      },
    },
  ]);
});

test("protection is given up only when the host says so", async () => {
  const { resources } = await rented(hetznerServer({ ...args, protect: false }));
  assert.equal(resources[0]?.inputs["deleteProtection"], false);
  assert.equal(resources[0]?.inputs["rebuildProtection"], false);
});

test("GRUB is installed for BIOS and EFI on the disk that the host names", async () => {
  const host = (await testFleet({ edge: { machine: hetznerServer(args) } })).host("edge");
  const options = host.machine.definition.spec.nixos(host.machine.args);
  assert.partialDeepStrictEqual(options, {
    boot: { loader: { grub: { device: "/dev/sda", efiSupport: true, efiInstallAsRemovable: true } } },
  });
});
