import { phases, type Phase } from "./activation-report.ts";

/** What is known when a machine was not brought to the wanted system. */
export interface ActivationFailureDetails {
  readonly host: string;
  readonly phase: Phase;
  /** One clause: what went wrong. */
  readonly problem: string;
  /** One clause: what the machine runs now, or that this is not known. */
  readonly runsNow: string;
  /** When it happened and how long the way back took, e.g. `4.2 s after activation; rolled back in 0.4 s`. */
  readonly times?: string | undefined;
  /** Unit whose journal lines follow. */
  readonly unit?: string | undefined;
  readonly journal?: readonly string[] | undefined;
  /** What to do next. */
  readonly next: string;
}

/** A machine was not brought to the wanted system; says why and what it runs now. */
export class ActivationFailure extends Error {
  readonly details: ActivationFailureDetails;

  constructor(details: ActivationFailureDetails) {
    super(failureText(details));
    this.name = "ActivationFailure";
    this.details = details;
  }
}

/** The failure as lines for a screen, each far below the 64 KiB a line may have. */
function failureText(details: ActivationFailureDetails): string {
  const { host, phase, problem, runsNow, times, unit, journal = [], next } = details;
  const margin = " ".repeat(Math.max(host.length + 2, 11));
  const number = phases.indexOf(phase) + 1;
  return [
    `${host.padEnd(margin.length)}✘ not switched: ${problem}; ${runsNow}`,
    `${margin}phase ${phase} (${number} of ${phase === "reboot" ? phases.length : phases.length - 1})${times === undefined ? "" : `, ${times}`}`,
    ...(journal.length === 0 ? [] : [`${margin}journal, last lines of ${unit ?? "the activation"}:`]),
    ...journal.map((line) => `${margin}  … ${line}`),
    `${margin}next: ${next}`,
  ]
    .map((line) => (line.length > 400 ? `${line.slice(0, 399)}…` : line))
    .join("\n");
}
