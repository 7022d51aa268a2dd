import { ActivationFailure, type ActivationFailureDetails } from "./activation-failure.ts";
import type { ActivationRequest } from "./activation-report.ts";
import type { Answer } from "./answer.ts";
import type { Observed } from "./observe.ts";
import type { Recorded } from "./record.ts";
import type { ConnectionFailure } from "./ssh-failure.ts";

/** What happened during one attempt, told truthfully when it was not kept. */
export class AttemptStory {
  readonly #request: ActivationRequest;
  readonly #recorded: Recorded;
  #proven = false;
  #lastConnection: ConnectionFailure | undefined;

  constructor(request: ActivationRequest, recorded: Recorded) {
    this.#request = request;
    this.#recorded = recorded;
  }

  proven(): void {
    this.#proven = true;
  }

  notReached(failure: ConnectionFailure): void {
    this.#lastConnection = failure;
  }

  /** Whether the machine decided to keep the new system. */
  isKept(answer: Answer, now: Observed): boolean {
    const state = answer.get("state");
    if (state === "committed") return true;
    // Rebooted after it had been kept: the attempt is forgotten, the system is there.
    const { wanted, before } = this.#recorded;
    return (
      state === "gone" &&
      now.bootId !== before.bootId &&
      now.system === wanted &&
      now.profile === wanted &&
      answer.get("committed") === wanted
    );
  }

  /** The machine refused before anything was changed. */
  refused(reason: string, answer: Answer): ActivationFailure {
    const problems: Record<string, readonly [problem: string, next: string]> = {
      "missing-toplevel": [`${this.#recorded.wanted} is missing or no NixOS system`, "deploy a toplevel"],
      "wrong-architecture": [
        `the system is for ${answer.text("system-architecture")}, the machine is ${answer.text("machine-architecture")}`,
        `set the platform of ${this.#request.target.host} in its host file`,
      ],
      "changed-meanwhile": [
        "somebody activated another system or changed the profile while this one was copied",
        "run pulumi refresh, then pulumi up again",
      ],
      "lock-lost": ["the connection was interrupted and the lock is no longer held", "run pulumi up again"],
      "not-armed": [
        "systemd could not start the dead-man timer, so nothing was activated",
        "look at systemctl status and the disk space of /run",
      ],
    };
    const [problem, next] = problems[reason] ?? [`refused: ${reason}`, "run pulumi up again"];
    return this.#failure({
      phase: "activate",
      problem,
      runsNow: `nothing was changed, it runs its previous system (generation ${this.#recorded.before.generation})`,
      next,
    });
  }

  /** The machine answered, and the new system is not kept. */
  notKept(answer: Answer, now: Observed): ActivationFailure {
    const commitProblem = answer.get("commit-problem");
    return this.#failure({
      phase: this.#phase(answer, commitProblem),
      problem: commitProblem ?? answer.get("problem") ?? this.#problemWithoutWords(answer, now),
      runsNow: this.#runsNow(answer, now),
      times: this.#times(answer),
      unit: answer.get("unit"),
      journal: answer.all("journal"),
      next: `fix hosts/${this.#request.target.host}.ts and run pulumi up again`,
    });
  }

  /** No connection until long after the machine must have returned by itself. */
  lost(): ActivationFailure {
    const last =
      this.#lastConnection?.message.replace(`${this.#request.target.host}: `, "") ?? "no connection";
    return this.#failure({
      phase: "prove",
      problem: `no connection after activation: ${last}`,
      runsNow: `not known: its timer has returned it to its previous system (generation ${this.#recorded.before.generation}) if it is still up`,
      next: "look at the machine and its network; run pulumi refresh when it is back",
    });
  }

  #phase(answer: Answer, commitProblem: string | undefined): ActivationFailureDetails["phase"] {
    if (commitProblem !== undefined || this.#proven) return "commit";
    if (answer.get("problem") !== undefined || this.#lastConnection !== undefined) return "prove";
    return answer.get("activated") === undefined ? "activate" : "prove";
  }

  /** The attempt ended without anybody having said why. */
  #problemWithoutWords(answer: Answer, now: Observed): string {
    const { before } = this.#recorded;
    const { policy } = this.#request;
    const exitCode = answer.get("exit-code");
    if (now.bootId !== before.bootId) return "the machine rebooted during the attempt";
    if (answer.get("state") === "gone") return "the connection ended before the activation began";
    if (answer.get("state") === "undecided") return "the attempt has not ended within its bounds";
    if (this.#proven) {
      // The unit that failed is named; a timer that was stopped while it fired is not.
      return answer.text("rollback-cause").endsWith("-commit.service")
        ? `keeping the proven system was interrupted or took longer than ${policy.timeouts.commitSeconds} s`
        : `the ${policy.proof.confirmWithinSeconds} s to confirm were over before the proven system was kept`;
    }
    if (exitCode === undefined)
      return `the activation was killed or took longer than ${policy.timeouts.activateSeconds} s`;
    if (exitCode !== "0" && exitCode !== "4")
      return `switch-to-configuration ended with exit code ${exitCode}`;
    if (answer.get("activated") === undefined)
      return "the new system is not complete and did not become the running one";
    const last = this.#lastConnection?.message.replace(`${this.#request.target.host}: `, "");
    if (last === undefined)
      return `no connection to it for ${policy.proof.confirmWithinSeconds} s after activation`;
    return `no new connection after activation: ${last}`;
  }

  #runsNow(answer: Answer, now: Observed): string {
    const { before, wanted } = this.#recorded;
    const failed = answer.get("rollback-failed");
    if (failed !== undefined) return `the way back did not succeed: ${failed}`;
    if (now.system === before.system) {
      const broken = now.failing.filter((unit) => !before.failing.includes(unit));
      const generation = `its previous system (generation ${before.generation})`;
      if (broken.length === 0) {
        return `the machine runs ${generation}, reachable, everything that ran before runs`;
      }
      return `the machine runs ${generation}, reachable, but ${broken.join(", ")} fails now and did not before`;
    }
    if (now.system === wanted)
      return `the machine runs the new system, but it is not kept: the next boot may be another`;
    return `the machine runs ${now.system === "" ? "no NixOS system" : now.system}`;
  }

  #times(answer: Answer): string | undefined {
    const unconfirmed = answer.get("unconfirmed-hundredths");
    const back = answer.get("rollback-hundredths");
    if (back === undefined) return undefined;
    const after =
      unconfirmed === undefined ? "" : `${(Number(unconfirmed) / 100).toFixed(1)} s after activation; `;
    return `${after}rolled back in ${(Number(back) / 100).toFixed(1)} s`;
  }

  #failure(details: Omit<ActivationFailureDetails, "host">): ActivationFailure {
    return new ActivationFailure({ host: this.#request.target.host, ...details });
  }
}
