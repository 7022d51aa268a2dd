import type { PhaseClock } from "./activate.ts";
import type { ActivationRequest } from "./activation-report.ts";
import { ActivationFailure } from "./activation-failure.ts";
import { machineScript } from "./machine-script.ts";
import { observed, type Observed } from "./observe.ts";
import type { Recorded } from "./record.ts";
import type { Ssh } from "./ssh.ts";

/** Reports what activating the copied system would do, and changes nothing. */
export async function dryActivate(
  ssh: Ssh,
  request: ActivationRequest,
  recorded: Recorded,
  clock: PhaseClock,
): Promise<Observed> {
  const seconds = request.policy.timeouts.activateSeconds;
  const answer = await ssh.ask(machineScript("dry-activate", [recorded.wanted, String(seconds)]), {
    over: "shared",
    timeoutSeconds: seconds + 30,
  });
  if (answer.get("refused") !== undefined) {
    throw new ActivationFailure({
      host: request.target.host,
      phase: "activate",
      problem: `${recorded.wanted} is no NixOS system`,
      runsNow: `nothing was changed, it runs generation ${recorded.before.generation}`,
      next: "deploy a toplevel",
    });
  }
  for (const line of answer.all("would")) clock("activate", line);
  return observed(answer);
}
