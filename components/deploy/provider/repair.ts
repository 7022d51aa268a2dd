import { activate, type ActivationReport } from "../activate.ts";
import type { SystemFacts, SystemInputs } from "../system-state.ts";

/**
 * Brings a machine that drifted back to what was deployed.
 * @param before What the last refresh found.
 * @throws {ActivationFailure | ConnectionFailure} with what the machine runs now.
 */
export async function repair(
  before: SystemInputs,
  wanted: SystemInputs,
  say: (line: string) => Promise<void>,
): Promise<SystemFacts> {
  const system = wanted.policy.goal === "boot" ? wanted.profile : wanted.system;
  const report = await activate({
    target: wanted.target,
    system,
    policy: wanted.policy,
    expectProfile: before.profile,
    onPhase: ({ phase, text, seconds }) => void say(`${phase}: ${text} (${seconds.toFixed(1)} s)`),
  });
  return factsOf(report);
}

/** The part of a report that the state keeps. */
export function factsOf(report: ActivationReport): SystemFacts {
  const { system, profile, failing, stopped, generation, rebootNeeded } = report;
  return { system, profile, failing: [...failing], stopped: [...stopped], generation, rebootNeeded };
}
