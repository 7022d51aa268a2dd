import { run } from "../../process/index.ts";
import { activate } from "../activate.ts";
import { ActivationFailure } from "../activation-failure.ts";
import type { ActivationReport } from "../activation-report.ts";
import { buildHost } from "../build-host.ts";
import type { SystemFacts, SystemInputs } from "../system-state.ts";

/** Says a line of progress. */
type Say = (line: string) => Promise<void>;

/**
 * Brings a machine that drifted back to what was deployed.
 * @param before What the last refresh found.
 * @throws {ActivationFailure | ConnectionFailure} with what the machine runs now.
 */
export async function repair(before: SystemInputs, wanted: SystemInputs, say: Say): Promise<SystemFacts> {
  const { target, policy } = wanted;
  const system = policy.goal === "boot" ? wanted.profile : wanted.system;
  const attempt = (): Promise<ActivationReport> =>
    activate({
      target,
      system,
      policy,
      expectProfile: before.profile,
      onPhase: ({ host, text, seconds }) => void say(`${host}: ${text} (${seconds.toFixed(1)} s)`),
    });
  const report = await attempt().catch(async (error: unknown) => {
    if (!(error instanceof ActivationFailure) || error.details.phase !== "copy") throw error;
    if (await isInStore(system)) throw error;
    await buildAgain(wanted, system, say);
    return attempt();
  });
  const facts = factsOf(report);
  refuseUnrepaired(wanted, facts);
  return facts;
}

/** The part of a report that the state keeps. */
function factsOf(report: ActivationReport): SystemFacts {
  const { system, profile, failing, stopped, generation, rebootNeeded } = report;
  return { system, profile, failing: [...failing], stopped: [...stopped], generation, rebootNeeded };
}

async function isInStore(path: string): Promise<boolean> {
  const { exitCode } = await run(["nix-store", "--check-validity", path], {
    timeoutSeconds: 60,
    acceptExitCodes: [0, 1],
  });
  return exitCode === 0;
}

async function buildAgain({ host, build }: SystemInputs, system: string, say: Say): Promise<void> {
  await say(`${host}: nobody has the deployed system any more; it is built again`);
  const built = await buildHost(build, () => {});
  if (built === system) return;
  throw new Error(
    `${host}: ${system} is gone, and what is declared now builds ${built}; change the host's declaration, or put it back to what was deployed`,
  );
}

/** What fails although the system was put back would be a change at every `up`: it is an error now. */
function refuseUnrepaired(wanted: SystemInputs, facts: SystemFacts): void {
  const units = (kind: "failing" | "stopped"): readonly string[] =>
    facts[kind].filter((unit) => !wanted[kind].includes(unit));
  const left = [
    ...units("failing").map((unit) => `${unit} fails`),
    ...units("stopped").map((unit) => `${unit} is stopped`),
  ];
  if (left.length === 0) return;
  throw new Error(
    `${wanted.host}: the deployed system was put back, but ${left.join(", ")}; see journalctl -u on the machine`,
  );
}
