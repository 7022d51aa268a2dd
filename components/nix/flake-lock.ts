/** A revision of nixpkgs as a flake pins it. */
export interface NixpkgsPin {
  /** Where `nix flake update` finds newer revisions: `github:NixOS/nixpkgs/nixos-25.11`. */
  readonly url: string;
  /** Commit: 40 hex digits. */
  readonly rev: string;
  /** When the commit was made, in seconds since 1970. */
  readonly lastModified: number;
  /** Hash of the tree: `sha256-…=`. */
  readonly narHash: string;
}

/** The NixOS release that a fleet starts with; from then on its own `flake.lock` says what is used. */
export const firstNixpkgs: NixpkgsPin = {
  url: "github:NixOS/nixpkgs/nixos-25.11",
  rev: "3ceaaa8bc963ced4d830e06ea2d0863b6490ff03",
  lastModified: 1768940263,
  narHash: "sha256-sJERJIYTKPFXkoz/gBaBtRKke82h4DkX3BBSsKbfbvI=",
};

/**
 * The first `flake.lock` of a flake with nixpkgs as its only input.
 * @throws {TypeError} when the URL is not `github:<owner>/<repository>/<ref>`.
 * @see https://nix.dev/manual/nix/stable/command-ref/new-cli/nix3-flake#lock-files
 */
export function renderLock(pin: NixpkgsPin): string {
  const [, owner, repo, ref] = /^github:([\w.-]+)\/([\w.-]+)\/([\w./-]+)$/.exec(pin.url) ?? [];
  if (owner === undefined || repo === undefined || ref === undefined) {
    throw new TypeError(
      `nixpkgs: expected github:<owner>/<repository>/<ref>, got ${JSON.stringify(pin.url)}`,
    );
  }
  const { lastModified, narHash, rev } = pin;
  const lock = {
    nodes: {
      nixpkgs: {
        locked: { lastModified, narHash, owner, repo, rev, type: "github" },
        original: { owner, ref, repo, type: "github" },
      },
      root: { inputs: { nixpkgs: "nixpkgs" } },
    },
    root: "root",
    version: 7,
  };
  return `${JSON.stringify(lock, undefined, 2)}\n`;
}
