import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { FleetError, type Fleet, type RawModule } from "../fleet/index.ts";
import {
  filesByHost,
  firstNixpkgs,
  readRawModule,
  renderFlake,
  staleFiles,
  writeFlake,
  type FileTree,
  type FlakeChanges,
  type FlakeHost,
  type RenderedFlake,
} from "../nix/index.ts";
import { compose, type ComposedFile, type Composition } from "./compose.ts";
import type { Use } from "./uses.ts";

/** What a host's system is made of, as far as deploying must know. */
export interface HostPlan {
  /** SHA-256 of everything the system depends on: 64 hex digits. */
  readonly digest: string;
  /** The host's generated files by path, `services/karakeep.nix`, each with the beginning of its SHA-256. */
  readonly files: Readonly<Record<string, string>>;
  /** Endpoints of other hosts that the configuration points to. */
  readonly uses: readonly Use[];
}

/** A generated flake. */
export interface GeneratedFlake {
  /** Its folder. */
  readonly folder: string;
  /** What each host is made of, by host. */
  readonly plans: Readonly<Record<string, HostPlan>>;
  /** What was written, or with `check` what would be. */
  readonly changes: FlakeChanges;
}

/**
 * Writes the fleet as a Nix flake to `flake/` below `root`; only what differs is written.
 * @param options.check Writes nothing. @default false
 * @throws {FleetError} for what the fleet cannot have; then nothing is written.
 */
export async function generateFlake(
  root: string,
  fleet: Fleet,
  options: { readonly check?: boolean } = {},
): Promise<GeneratedFlake> {
  const folder = join(root, "flake");
  const compositions = compose(fleet);
  const shared = sharedFiles(compositions);
  const flake = renderFlake({
    description: `The fleet ${fleet.settings.tailnet}`,
    nixpkgs: { ...firstNixpkgs, url: fleet.settings.nixpkgs },
    lock: await readLock(folder, fleet),
    shared,
    hosts: await Promise.all(compositions.map((composition) => toFlakeHost(composition, shared))),
  });
  const changes = await (options.check === true ? staleFiles : writeFlake)(folder, flake.files);
  return { folder, plans: plansOf(compositions, flake), changes };
}

/** The flake's lock file; without one, only a lock of the first nixpkgs can be made without Nix. */
async function readLock(folder: string, { settings }: Fleet): Promise<string | undefined> {
  try {
    return await readFile(join(folder, "flake.lock"), "utf8");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    if (settings.nixpkgs === firstNixpkgs.url) return undefined;
    throw new FleetError([
      {
        file: "fleet.ts",
        field: "nixpkgs",
        message: `got ${JSON.stringify(settings.nixpkgs)}, which no flake/flake.lock pins yet`,
        remedy: `start with ${firstNixpkgs.url}, then change it and run nix flake update in flake/`,
      },
    ]);
  }
}

/** What a wiring gives every host alike is written once, not once for each of hundreds of hosts. */
function sharedFiles([first, ...others]: readonly Composition[]): readonly ComposedFile[] {
  if (first === undefined || others.length === 0) return [];
  const modules = others.map(({ files }) => new Set(files.map(({ module }) => module)));
  return first.files.filter(
    ({ path, module }) => path.startsWith("wiring/") && modules.every((ofHost) => ofHost.has(module)),
  );
}

async function toFlakeHost(
  { host, files, rawModules, manifest }: Composition,
  shared: readonly ComposedFile[],
): Promise<FlakeHost> {
  const everywhere = new Set(shared.map(({ path }) => path));
  return {
    name: host.name,
    origin: host.file,
    files: files.filter(({ path }) => !everywhere.has(path)),
    rawModules: await Promise.all(
      rawModules.map((module) => readRawModule(module.path, nameInFlake(host.name, module))),
    ),
    manifest,
  };
}

/** Where in the host's `modules/` folder a raw module goes: `./mauville/samba.nix` of mauville is `samba.nix`. */
function nameInFlake(host: string, { name }: RawModule): string {
  const path = name.replace(/^\.\//, "");
  return path.startsWith(`${host}/`) ? path.slice(host.length + 1) : path;
}

function plansOf(compositions: readonly Composition[], flake: RenderedFlake): Record<string, HostPlan> {
  const fileHashes = hashesByHost(flake.files);
  return Object.fromEntries(
    compositions.map(({ host: { name }, uses }) => {
      const digest = flake.digests.get(name);
      if (digest === undefined) throw new Error(`the flake has no digest of ${name}`);
      return [name, { digest, files: Object.fromEntries(fileHashes.get(name) ?? []), uses }];
    }),
  );
}

/** Short hashes of the files that a person reads to learn what changed; the manifest only repeats their digest. */
function hashesByHost(files: FileTree): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const { common, own } = filesByHost(files);
  const shared = [...common].map(([path, content]) => [path, shortHash(content)] as const);
  return new Map(
    [...own].map(([host, ofHost]) => {
      const hashes = [...ofHost]
        .map(([path, content]) => [path.slice(`hosts/${host}/`.length), content] as const)
        .filter(([name]) => name !== "manifest.nix" && name !== "default.nix")
        .map(([name, content]) => [name, shortHash(content)] as const);
      return [host, new Map([...hashes, ...shared])];
    }),
  );
}

function shortHash(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 12);
}
