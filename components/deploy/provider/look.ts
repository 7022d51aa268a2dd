import { observe } from "../observe.ts";
import { ConnectionFailure } from "../ssh-failure.ts";
import type { SystemFacts, SystemInputs } from "../system-state.ts";

/** What was learnt of a machine. */
export interface Looked {
  /** Whether the machine answered; otherwise the facts are the last known ones. */
  readonly reached: boolean;
  readonly facts: SystemFacts;
  /** What a person should know besides. */
  readonly note?: string;
}

/**
 * Asks a machine what it runs. A machine that does not answer keeps its last known state.
 * @throws {ConnectionFailure} when another machine answers in its place.
 */
export async function lookAt(known: SystemInputs & SystemFacts): Promise<Looked> {
  try {
    const seen = await observe(known.target, { connectSeconds: known.policy.timeouts.connectSeconds });
    const { system, profile, failing, stopped, generation, rebootNeeded } = seen;
    const facts = { system, profile, failing: [...failing], stopped: [...stopped], generation, rebootNeeded };
    return {
      reached: true,
      facts,
      ...(system === known.system && profile === known.profile
        ? {}
        : { note: foreign(known.host, generation, seen.activatedBy) }),
    };
  } catch (error) {
    if (!(error instanceof ConnectionFailure) || error.problem === "wrong-host-key") throw error;
    const { system, profile, failing, stopped, generation, rebootNeeded } = known;
    return {
      reached: false,
      facts: { system, profile, failing, stopped, generation, rebootNeeded },
      note: `${error.message}; its last known state was kept`,
    };
  }
}

function foreign(host: string, generation: number, activatedBy: string | undefined): string {
  const by = activatedBy === undefined ? "" : ` (${activatedBy})`;
  return `${host}: runs generation ${generation}${by}; pulumi up brings back the deployed one`;
}
