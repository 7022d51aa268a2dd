export { optionProblems } from "./check-options.ts";
export { defineFleet, type FleetDeclaration, type FleetSettings } from "./define-fleet.ts";
export { defineHost, type HostDeclaration, type HostSpec } from "./define-host.ts";
export {
  defineMachine,
  type AnyMachineDefinition,
  type MachineDeclaration,
  type MachineDefinition,
  type MachineSpec,
  type NixSystem,
  type Rented,
} from "./define-machine.ts";
export {
  defineService,
  type AnyServiceDefinition,
  type ServiceContext,
  type ServiceDeclaration,
  type ServiceDefinition,
  type ServiceSpec,
  type ServiceState,
  type Tile,
} from "./define-service.ts";
export { http, tcp, udp, type EndpointSpec, type Protocol } from "./endpoint.ts";
export { domainOf, exposure, onHost, onTailnet, publicly, type Exposure } from "./exposure.ts";
export type { Endpoint, Fleet, Host, Machine, RawModule, Service, Site } from "./fleet.ts";
export { loadFleet } from "./load.ts";
export { FleetError, type Problem } from "./problem.ts";
export { at, ref, type Reference } from "./reference.ts";
export { absolutePath, domainName, hostName, port, sshPublicKey, timeZone } from "./schemas.ts";
export { urlOf } from "./urls.ts";
