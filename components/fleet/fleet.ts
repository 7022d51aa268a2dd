import type { NixosConfig } from "../options/index.ts";
import type { AnyMachineDefinition } from "./define-machine.ts";
import type { AnyServiceDefinition, ServiceState, Tile } from "./define-service.ts";
import type { FleetSettings } from "./define-fleet.ts";
import type { DeployPolicy } from "./deploy-policy.ts";
import type { EndpointSpec } from "./endpoint.ts";
import type { Reference } from "./reference.ts";

/** All machines: loaded, checked, every reference known to be good. */
export interface Fleet {
  readonly settings: FleetSettings;
  readonly hosts: readonly Host[];
  /** The host of that name. @throws when there is none: a bug, as loading has checked every reference */
  host(name: string): Host;
  /** The service that a reference means. */
  service(reference: Reference): Service;
}

/** A data center. */
export interface Site {
  readonly name: string;
  readonly timeZone: string;
  /** Name of the host that serves the site's public names. */
  readonly edge: string | undefined;
}

/** One machine. */
export interface Host {
  readonly name: string;
  /** `hosts/mauville.ts` */
  readonly file: string;
  readonly site: Site;
  readonly machine: Machine;
  /** Name on the tailnet: `mauville.narwhal-snapper.ts.net`. */
  readonly tailnetName: string;
  readonly stateVersion: string;
  /** Public SSH host key: `ssh-ed25519 AAAA…`. */
  readonly hostKey: string;
  /** Public SSH keys that may log in to deploy. */
  readonly deployKeys: readonly string[];
  readonly services: readonly Service[];
  /** The host's own NixOS options. */
  readonly nixos: NixosConfig;
  /** NixOS modules to take as they are. */
  readonly modules: readonly RawModule[];
  readonly deploy: DeployPolicy;
}

/** What a host stands on. */
export interface Machine {
  readonly definition: AnyMachineDefinition;
  /** Parsed with the definition's schema. */
  readonly args: unknown;
}

/** A NixOS module that a user wrote in Nix. */
export interface RawModule {
  /** As the host names it: `./mauville/samba.nix`. */
  readonly name: string;
  /** Absolute path of the file or folder. */
  readonly path: string;
}

/** A service on its host. */
export interface Service {
  readonly name: string;
  readonly host: Host;
  readonly definition: AnyServiceDefinition;
  /** Parsed with the definition's schema. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly units: readonly [string, ...string[]];
  readonly endpoints: readonly Endpoint[];
  readonly state: ServiceState | undefined;
  readonly tile: Tile | undefined;
  /** Services that its arguments reference. */
  readonly uses: readonly Reference[];
}

/** A port on which a service answers. */
export interface Endpoint extends EndpointSpec {
  readonly name: string;
  readonly service: Service;
  /** systemd unit that listens. */
  readonly unit: string;
}
