import type { Target } from "./target.ts";

/** What a machine really runs. */
export interface Observed {
  /** Running toplevel: `/nix/store/…-nixos-system-…`; empty when the machine has never run one. */
  readonly system: string;
  /** Toplevel the system profile points to; empty when there is no profile. */
  readonly profile: string;
  /** Number of the profile's generation; 0 when there is no profile. */
  readonly generation: number;
  /** Changes with every boot. */
  readonly bootId: string;
  /** Units that failed or are being restarted again and again. */
  readonly failing: readonly string[];
  /** Units the running system's manifest declares that are not active. */
  readonly stopped: readonly string[];
  /** Whether the booted kernel, initrd or modules differ from the running system's. */
  readonly rebootNeeded: boolean;
  /** Who made the profile's generation and when, as far as the machine tells. */
  readonly activatedBy?: string | undefined;
}

export interface ObserveOptions {
  /** @default 10 */
  readonly connectSeconds?: number | undefined;
}

/**
 * Asks a machine what it runs, in one round trip, without changing anything.
 * @throws {ConnectionFailure} when it cannot be reached or is not the pinned machine.
 */
export function observe(target: Target, options: ObserveOptions = {}): Promise<Observed> {
  throw new Error(`not implemented yet: ${target.host} ${JSON.stringify(options)}`);
}

/** One entry of a machine's list of generations. */
export interface Generation {
  readonly number: number;
  readonly system: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  /** Whether the profile points to it. */
  readonly current: boolean;
}

/** Lists the generations of a machine's system profile, oldest first. */
export function listGenerations(
  target: Target,
  options: ObserveOptions = {},
): Promise<readonly Generation[]> {
  throw new Error(`not implemented yet: ${target.host} ${JSON.stringify(options)}`);
}
