import { setTimeout as sleep } from "node:timers/promises";
import type { PhaseClock } from "./activate.ts";
import type { ActivationRequest } from "./activation-report.ts";
import type { Answer } from "./answer.ts";
import { AttemptStory } from "./attempt-story.ts";
import { machineFile, machineScript } from "./machine-script.ts";
import { checksOf, type Check } from "./manifest.ts";
import { observed, type Observed } from "./observe.ts";
import { bounds, type Recorded } from "./record.ts";
import { ConnectionFailure } from "./ssh-failure.ts";
import type { Ssh } from "./ssh.ts";

/** Extra time a question may take over what the machine's own bounds allow. */
const slackSeconds = 30;

/** One try to bring a machine to a system: armed, activated, proven and kept, or undone. */
export class Attempt {
  readonly #ssh: Ssh;
  readonly #request: ActivationRequest;
  readonly #recorded: Recorded;
  readonly #id: string;
  readonly #deployer: string;
  readonly #story: AttemptStory;
  #manifest: string | undefined;

  constructor(
    ssh: Ssh,
    request: ActivationRequest,
    recorded: Recorded,
    name: { id: string; deployer: string },
  ) {
    this.#ssh = ssh;
    this.#request = request;
    this.#recorded = recorded;
    this.#id = name.id;
    this.#deployer = name.deployer;
    this.#story = new AttemptStory(request, recorded);
  }

  /**
   * Arms the dead-man timer and activates. A connection that ends here decides nothing: the proof asks again.
   * @throws {ActivationFailure} when the machine refused before anything was changed.
   */
  async activate(clock: PhaseClock): Promise<void> {
    const { policy } = this.#request;
    const { before, wanted, generation, profileLink } = this.#recorded;
    const { activateSeconds, confirmSeconds, commitSeconds, rollbackSeconds } = bounds(policy);
    const files = Object.fromEntries(
      ["common.sh", "unit-activate.sh", "unit-commit.sh", "unit-rollback.sh"].map((name) => [
        name,
        machineFile(name),
      ]),
    );
    const args = [
      this.#id,
      this.#deployer,
      wanted,
      before.system,
      profileLink,
      policy.goal,
      policy.bootloader ? "yes" : "no",
      generation,
      policy.lastResort,
      ...[activateSeconds, confirmSeconds, commitSeconds, rollbackSeconds].map(String),
    ];
    try {
      const answer = await this.#ssh.ask(machineScript("activate", args, files), {
        over: "shared",
        timeoutSeconds: activateSeconds + rollbackSeconds + slackSeconds,
      });
      const refused = answer.get("refused");
      if (refused !== undefined) throw this.#story.refused(refused, answer);
      this.#manifest = answer.get("manifest");
      if (policy.goal !== "boot") clock("activate", activatedText(answer.get("exit-code")));
    } catch (error) {
      if (!(error instanceof ConnectionFailure)) throw error;
      clock("activate", "the connection ended during activation; asking again");
    }
  }

  /**
   * Proves the system over a new connection and keeps it.
   * @throws {ActivationFailure} when it was not kept, with what the machine runs now.
   */
  async prove(clock: PhaseClock): Promise<Observed> {
    const checks = await this.#checks();
    const answer = await this.#askUntilDecided(checks, (key) => {
      if (key !== "proven") return;
      this.#story.proven();
      if (this.#request.policy.goal !== "boot") clock("prove", provenText(checks));
    });
    const now = observed(answer);
    if (!this.#story.isKept(answer, now)) throw this.#story.notKept(answer, now);
    const kept =
      this.#request.policy.goal === "test"
        ? "runs until the next boot"
        : `kept as generation ${now.generation}`;
    clock("commit", kept);
    return now;
  }

  /** What the proof asks; learnt from the machine when the connection ended before it could tell. */
  async #checks(): Promise<readonly Check[]> {
    if (this.#request.policy.goal === "boot") return [];
    if (this.#manifest === undefined) {
      const answer = await this.#askUntilDecided("unknown");
      this.#manifest = answer.get("manifest");
      // Decided already: there is nothing to prove, the next answer tells how it ended.
      if (this.#manifest === undefined) return [];
    }
    return checksOf(this.#manifest, this.#request.policy.proof.peers);
  }

  /**
   * Asks over new connections until one question is answered. As long as none succeeds the machine goes back by itself; when
   * the held connection still stands, it is told to go back at once.
   */
  async #askUntilDecided(
    checks: readonly Check[] | "unknown",
    onFact?: (key: string) => void,
  ): Promise<Answer> {
    const { policy } = this.#request;
    const { activateSeconds, confirmSeconds, commitSeconds, rollbackSeconds, proveSeconds } = bounds(policy);
    const script = machineScript("prove", [
      this.#id,
      String(proveSeconds),
      policy.goal,
      ...(checks === "unknown" ? ["unknown"] : ["known", ...checks.flat()]),
    ]);
    const asked = performance.now();
    const seconds = () => (performance.now() - asked) / 1000;
    const limit = activateSeconds + confirmSeconds + rollbackSeconds + slackSeconds;
    for (let tries = 1; ; tries++) {
      try {
        return await this.#ssh.ask(script, {
          over: "new",
          timeoutSeconds: limit + commitSeconds,
          onFact,
        });
      } catch (error) {
        if (!(error instanceof ConnectionFailure)) throw error;
        this.#story.notReached(error);
        const lockedOut = error.problem === "authentication" || error.problem === "wrong-host-key";
        if ((lockedOut && tries >= 3) || seconds() > proveSeconds) {
          const answer = await this.#returnOverHeldConnection();
          if (answer) return answer;
        }
        if (seconds() > limit) throw this.#story.lost();
        await sleep(Math.min(100 * 2 ** Math.min(tries, 4), 1000));
      }
    }
  }

  async #returnOverHeldConnection(): Promise<Answer | undefined> {
    if (!(await this.#ssh.isHeld())) return undefined;
    const { rollbackSeconds } = bounds(this.#request.policy);
    return this.#ssh
      .ask(machineScript("rollback", [this.#id]), {
        over: "shared",
        timeoutSeconds: rollbackSeconds * 2 + slackSeconds,
      })
      .catch(() => undefined);
  }
}

function provenText(checks: readonly Check[]): string {
  const peers = checks.filter(([kind]) => kind === "peer").length;
  const endpoints = checks.length - peers;
  return `proved: ${endpoints} endpoint${endpoints === 1 ? "" : "s"} answer${endpoints === 1 ? "s" : ""}${peers === 0 ? "" : `, ${peers} peers`}`;
}

function activatedText(exitCode: string | undefined): string {
  if (exitCode === undefined) return "activation did not end by itself";
  if (exitCode === "0") return "activated";
  return exitCode === "4" ? "activated, some units failed" : `activation failed, exit code ${exitCode}`;
}
