import type { Phase } from "./activate.ts";

/** What is known when a machine was not brought to the wanted system. */
export interface ActivationFailureDetails {
  readonly host: string;
  readonly phase: Phase;
  /** One sentence: what went wrong. */
  readonly problem: string;
  /** One sentence: what the machine runs now, or that this is not known. */
  readonly runsNow: string;
  /** When it happened and how long the way back took, e.g. `4.2 s after activation; rolled back in 0.4 s`. */
  readonly times?: string | undefined;
  /** Unit whose journal lines follow. */
  readonly unit?: string | undefined;
  readonly journal?: readonly string[] | undefined;
  readonly next: string;
}

/** A machine was not brought to the wanted system; says why and what it runs now. */
export class ActivationFailure extends Error {
  readonly details: ActivationFailureDetails;

  constructor(details: ActivationFailureDetails) {
    super(details.problem);
    this.name = "ActivationFailure";
    this.details = details;
  }
}
