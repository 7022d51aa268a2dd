import type { DeployPolicy } from "../fleet/deploy-policy.ts";
import type { Observed } from "./observe.ts";
import type { Target } from "./target.ts";

/** The steps of an activation in their order; `reboot` only where the policy asks for one. */
export const phases = ["record", "copy", "activate", "prove", "commit", "reboot"] as const;
export type Phase = (typeof phases)[number];

/** One finished phase, for a line on the screen. */
export interface PhaseEvent {
  readonly host: string;
  readonly phase: Phase;
  /** What was done, e.g. `copied 7 paths`. */
  readonly text: string;
  readonly seconds: number;
}

export interface ActivationRequest {
  readonly target: Target;
  /** `/nix/store/…` of the toplevel, or `generation:41`, or `generation:previous`. */
  readonly system: string;
  readonly policy: DeployPolicy;
  /** Profile's toplevel the last deploy left; another one is a foreign change. */
  readonly expectProfile?: string | undefined;
  /** Who deploys, as the lock and the machine's trail name them. @default `user@machine` of this process */
  readonly deployer?: string | undefined;
  readonly onPhase?: ((event: PhaseEvent) => void) | undefined;
}

/** What a machine runs after a successful activation. */
export interface ActivationReport extends Pick<
  Observed,
  "system" | "profile" | "generation" | "failing" | "stopped" | "rebootNeeded"
> {
  /** Id of the attempt, also in the names of its units in the machine's journal; empty when nothing had to be done. */
  readonly attempt: string;
  readonly outcome: "unchanged" | "switched" | "boot-default" | "tested" | "dry-activated";
  readonly seconds: number;
}
