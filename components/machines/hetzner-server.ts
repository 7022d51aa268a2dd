import * as pulumi from "@pulumi/pulumi";
import { Server } from "@pulumi/hcloud/server.js";
import * as z from "zod";
import { defineMachine } from "../fleet/index.ts";
import { disk, diskOptions } from "./disks.ts";

/** A virtual server rented from Hetzner Cloud. */
export const hetznerServer = defineMachine("HetznerServer", {
  title: "Hetzner server",
  args: z.strictObject({
    /** `cpx11`; its architecture is x86. @see https://docs.hetzner.com/cloud/servers/overview */
    serverType: z.string().regex(/^c(p?x|cx)\d+$/, { error: "an x86 server type such as cpx11" }),
    /** `ash`, `fsn1`. @see https://docs.hetzner.com/cloud/general/locations */
    location: z.string().regex(/^[a-z]{3}\d?$/, { error: "a location such as fsn1" }),
    disk,
    /** Whether Hetzner and Pulumi refuse to delete or rebuild the server. @default true */
    protect: z.boolean().default(true),
  }),
  system: "x86_64-linux",
  nixos: (args) => ({
    boot: {
      initrd: {
        availableKernelModules: ["ahci", "sd_mod", "sr_mod", "virtio_pci", "virtio_scsi", "xhci_pci"],
        kernelModules: ["virtio_balloon", "virtio_console", "virtio_rng"],
      },
      loader: { grub: { device: args.disk.device, efiSupport: true, efiInstallAsRemovable: true } },
    },
    services: { qemuGuest: { enable: true } },
  }),
  disks: (args) => diskOptions(args.disk),
  rent: (host, { serverType, location, protect }, opts) => {
    const server = new Server(
      host.name,
      {
        name: host.name,
        serverType,
        location,
        // What the server is born with; it runs until NixOS is installed over it.
        image: "debian-13",
        userData: `#cloud-config\n${JSON.stringify({ ssh_authorized_keys: host.deployKeys, ssh_pwauth: false })}\n`,
        deleteProtection: protect,
        rebuildProtection: protect,
        shutdownBeforeDeletion: true,
      },
      // Both matter at birth only, and a change of either would replace the server with its data.
      pulumi.mergeOptions({ protect, ignoreChanges: ["image", "userData"] }, opts),
    );
    return { address: server.ipv4Address };
  },
});
