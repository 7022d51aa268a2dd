import { filesByHost, hostDigest } from "./digest.ts";
import { sortedByKey, type FileTree } from "./file-tree.ts";
import { renderLock, type NixpkgsPin } from "./flake-lock.ts";
import { printName } from "./literals.ts";
import { path } from "./expressions.ts";
import { printModule, printNix, UnprintableValue } from "./print.ts";
import type { RawModule } from "./raw-modules.ts";

/** A NixOS module that is written for a host. */
export interface HostFile {
  /** Below the host's folder, or below `modules/` where all hosts import it: `services/immich.nix`. */
  readonly path: string;
  /** Where it comes from, for its first line: `hosts/mauville.ts: immich`. */
  readonly origin: string;
  /** Its options, as an attribute set. */
  readonly module: object;
}

/** Everything the flake says of one host. */
export interface FlakeHost {
  readonly name: string;
  /** Where it is declared: `hosts/mauville.ts`. */
  readonly origin: string;
  readonly files: readonly HostFile[];
  readonly rawModules: readonly RawModule[];
  /** What the machine tells of itself at /etc/confederation/manifest.json; the digest is added to it. */
  readonly manifest: object;
}

/** What a flake is made from. */
export interface FlakeInput {
  readonly description: string;
  readonly nixpkgs: NixpkgsPin;
  /** The present `flake.lock`, which belongs to the user. @default a first one, with `nixpkgs` as given */
  readonly lock?: string | undefined;
  /** Modules that every host imports. @default none */
  readonly shared?: readonly HostFile[];
  readonly hosts: readonly FlakeHost[];
}

/** A flake, not yet written. */
export interface RenderedFlake {
  /** All its files, `flake.lock` among them. */
  readonly files: FileTree;
  /** SHA-256 of everything each host's system depends on, 64 hex digits, by host. */
  readonly digests: ReadonlyMap<string, string>;
}

const marker = "do not edit";

/** Whether a `flake.nix` is one that was generated. */
export function isGenerated(flakeNix: string): boolean {
  return flakeNix.split("\n", 1)[0]?.endsWith(`; ${marker}`) ?? false;
}

/**
 * The fleet as a plain Nix flake. Equal input, in whatever order, gives equal files.
 * @throws {UnprintableValue} for values that Nix cannot have; it knows the origin.
 * @throws {Error} when two files of a host have one path.
 */
export function renderFlake(input: FlakeInput): RenderedFlake {
  const hosts = sortedByKey(input.hosts.map((host) => [host.name, host] as const)).map(([, host]) => host);
  const lock = input.lock ?? renderLock(input.nixpkgs);
  const files = new Map<string, string | Uint8Array>([
    ["flake.lock", lock],
    ["flake.nix", renderFlakeNix(input, hosts)],
    ["modules/confederation.nix", confederationModule],
  ]);
  const shared = input.shared ?? [];
  for (const file of shared) files.set(`modules/${file.path}`, generatedModule(file.origin, file.module));
  for (const host of hosts) for (const [name, content] of hostFiles(host, shared)) files.set(name, content);
  const digests = new Map<string, string>();
  const sorted = filesByHost(files);
  for (const host of hosts) {
    const digest = hostDigest(sorted, host.name, printNix(host.manifest), renderEntry(host));
    digests.set(host.name, digest);
    const manifest = { confederation: { manifest: { ...host.manifest, digest } } };
    files.set(`hosts/${host.name}/manifest.nix`, generatedModule(host.origin, manifest));
  }
  return { files: new Map(sortedByKey(files)), digests };
}

function renderFlakeNix(input: FlakeInput, hosts: readonly FlakeHost[]): string {
  const entries = hosts
    .map((host) => `        ${renderEntry(host).replaceAll("\n", "\n        ")}\n`)
    .join("");
  return `${firstLine("the fleet")}{
  description = ${printNix(input.description)};

  inputs.nixpkgs.url = ${printNix(input.nixpkgs.url)};

  outputs =
    { nixpkgs, ... }:
    {
      nixosConfigurations = {
${entries}      };
    };
}
`;
}

function renderEntry({ name }: FlakeHost): string {
  return `${printName(name)} = nixpkgs.lib.nixosSystem {
  modules = [
    ./modules/confederation.nix
    ${printNix(path(`./hosts/${name}`))}
  ];
};`;
}

/** The host's files but its manifest, which holds the digest of the others. */
function hostFiles(host: FlakeHost, shared: readonly HostFile[]): FileTree {
  const folder = `hosts/${host.name}`;
  const files = new Map<string, string | Uint8Array>();
  const add = (name: string, content: string | Uint8Array): void => {
    if (files.has(name) || name === `${folder}/manifest.nix`)
      throw new Error(`host "${host.name}": two files with the path ${name}`);
    if (name.split("/").some((part) => part === "" || part.startsWith(".."))) {
      throw new Error(`host "${host.name}": ${name} is not a path in the host's folder`);
    }
    files.set(name, content);
  };
  for (const file of host.files) add(`${folder}/${file.path}`, generatedModule(file.origin, file.module));
  for (const raw of host.rawModules) {
    for (const [inside, content] of raw.files) {
      add(`${folder}/modules/${inside === "" ? raw.name : `${raw.name}/${inside}`}`, content);
    }
  }
  const imported = [
    "manifest.nix",
    ...host.files.map((file) => file.path),
    ...host.rawModules.map((raw) => `modules/${raw.name}`),
  ];
  const imports = [
    ...shared
      .map((file) => file.path)
      .toSorted()
      .map((name) => path(`../../modules/${name}`)),
    ...imported.toSorted().map((name) => path(`./${name}`)),
  ];
  add(`${folder}/default.nix`, generatedModule(host.origin, { imports }));
  return files;
}

function generatedModule(origin: string, module: object): string {
  try {
    return `${firstLine(origin)}${printModule(module)}`;
  } catch (error) {
    if (error instanceof UnprintableValue) throw new UnprintableValue(error.at, error.problem, origin);
    throw error;
  }
}

function firstLine(origin: string): string {
  return `# generated from ${origin.replaceAll(/\s+/g, " ")}; ${marker}\n`;
}

const confederationModule = `${firstLine("the fleet")}{ config, lib, ... }:
{
  options.confederation.manifest = lib.mkOption {
    type = lib.types.attrsOf lib.types.anything;
    default = { };
    description = "What the fleet says of this host: services, units and endpoints.";
  };

  config.environment.etc."confederation/manifest.json".text =
    builtins.toJSON config.confederation.manifest;
}
`;
