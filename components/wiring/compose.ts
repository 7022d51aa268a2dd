import {
  FleetError,
  optionProblems,
  type Fleet,
  type Host,
  type Problem,
  type RawModule,
} from "../fleet/index.ts";
import type { NixosConfig } from "../options/index.ts";
import { allWirings } from "./all.ts";
import type { Wiring } from "./define-wiring.ts";
import { manifestOf, type HostManifest } from "./manifest.ts";
import { serviceContext } from "./service-context.ts";
import { Uses, type Use } from "./uses.ts";

/** A NixOS module made from the fleet. */
export interface ComposedFile {
  /** Where in the host's folder it is written: `services/karakeep.nix`. */
  readonly path: string;
  /** File that says it: `components/services/karakeep.ts`, `hosts/mauville.ts`. */
  readonly origin: string;
  readonly module: NixosConfig;
}

/** Everything a host's system is made of. */
export interface Composition {
  readonly host: Host;
  readonly files: readonly ComposedFile[];
  readonly rawModules: readonly RawModule[];
  readonly manifest: HostManifest;
  /** Endpoints of other hosts that the configuration points to. */
  readonly uses: readonly Use[];
}

/**
 * Composes the configuration of every host: what it stands on, what it runs, what its file says, and what is derived
 * from the fleet. NixOS's own module system merges the files.
 * @throws {FleetError} naming every option that is not one, with the hosts it was found on.
 */
export function compose(fleet: Fleet, wirings: readonly Wiring[] = allWirings): readonly Composition[] {
  const readWirings = wirings.map(({ name, read }) => ({ name, wire: read(fleet) }));
  const compositions = fleet.hosts.map((host): Composition => {
    const uses = new Uses(host);
    const derived = readWirings.flatMap(({ name, wire }): ComposedFile[] => {
      const module = wire(host, uses.reach);
      return module === undefined
        ? []
        : [{ path: `wiring/${name}.nix`, origin: `components/wiring/${name}.ts`, module }];
    });
    return {
      host,
      files: [...machineFiles(host), ...ownFile(host), ...serviceFiles(fleet, host, uses), ...derived],
      rawModules: host.modules,
      manifest: manifestOf(host),
      uses: uses.list(),
    };
  });
  const problems = badOptions(compositions);
  if (problems.length > 0) throw new FleetError(problems);
  return compositions;
}

function machineFiles({ machine: { definition, args } }: Host): ComposedFile[] {
  const { spec, machineKind } = definition;
  const origin = `components/machines/${kebabCase(machineKind)}.ts`;
  const module = { nixpkgs: { hostPlatform: spec.system }, ...spec.nixos(args) };
  const disks = spec.disks?.(args);
  return [
    { path: "machine.nix", origin, module },
    ...(disks === undefined ? [] : [{ path: "disks.nix", origin, module: disks }]),
  ];
}

function ownFile(host: Host): ComposedFile[] {
  const isEmpty = Object.keys(host.nixos).length === 0;
  return isEmpty ? [] : [{ path: "host.nix", origin: host.file, module: host.nixos }];
}

function serviceFiles(fleet: Fleet, host: Host, uses: Uses): ComposedFile[] {
  return host.services.map((service) => ({
    path: `services/${service.name}.nix`,
    origin: `components/services/${service.name}.ts`,
    module: service.definition.spec.nixos(serviceContext(fleet, service, uses.reach)),
  }));
}

/** Mistakes in what components say; what a host's own file says was checked when it was loaded. */
function badOptions(compositions: readonly Composition[]): Problem[] {
  // Wirings may give many hosts one and the same module.
  const checked = new WeakMap<NixosConfig, Problem[]>();
  const found = new Map<string, { problem: Problem; hosts: string[] }>();
  for (const { host, files } of compositions) {
    for (const { origin, module } of files) {
      if (origin === host.file) continue;
      const problems = checked.get(module) ?? optionProblems(module, "", "");
      checked.set(module, problems);
      for (const mistake of problems) {
        const problem = { ...mistake, file: origin };
        const key = [problem.file, problem.field, problem.message].join("\n");
        const entry = found.get(key) ?? { problem, hosts: [] };
        entry.hosts.push(host.name);
        found.set(key, entry);
      }
    }
  }
  return [...found.values()].map(({ problem, hosts }) => ({
    ...problem,
    message: `${problem.message} (for ${someOf(hosts)})`,
  }));
}

function someOf(hosts: readonly string[]): string {
  const most = 5;
  const shown = hosts.slice(0, most).join(", ");
  return hosts.length > most ? `${shown} and ${hosts.length - most} more` : shown;
}

/** A machine kind as its file is called: `MiniPc` is `mini-pc`. */
function kebabCase(name: string): string {
  return name.replaceAll(/(?<!^)[A-Z]/g, "-$&").toLowerCase();
}
