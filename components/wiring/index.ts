export { allWirings } from "./all.ts";
export { compose, type ComposedFile, type Composition } from "./compose.ts";
export { generateFlake, type GeneratedFlake, type HostPlan } from "./generate.ts";
export { defineWiring, type Reach, type Wiring } from "./define-wiring.ts";
export type { EndpointManifest, HostManifest, ServiceManifest } from "./manifest.ts";
export type { Use } from "./uses.ts";
