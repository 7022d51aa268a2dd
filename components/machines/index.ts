export { deploySites } from "./deploy-sites.ts";
export { Machine, type MachineArgs } from "./machine.ts";
export { ServiceComponent } from "./service-component.ts";
export { btrfs, luksBtrfs, lvmExt4, type Disk } from "./disks.ts";
export { hetznerServer } from "./hetzner-server.ts";
export { miniPc } from "./mini-pc.ts";
export { thinkCentre } from "./think-centre.ts";
