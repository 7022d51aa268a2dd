import { CommandFailure, run, start, type StartedProgram } from "../process/index.ts";
import { Answer } from "./answer.ts";
import { scriptReader } from "./machine-script.ts";
import { removeSshFiles, writeSshFiles, type SshFiles } from "./ssh-config.ts";
import { ConnectionFailure, connectionFailure } from "./ssh-failure.ts";
import type { Target } from "./target.ts";

export type FactListener = (key: string, value: string) => void;

export interface AskOptions {
  /** Bound of the whole question. */
  readonly timeoutSeconds: number;
  /** `shared` uses the held connection, `new` always makes one of its own. */
  readonly over: "shared" | "new";
  /** Called with each fact as it arrives. */
  readonly onFact?: FactListener | undefined;
}

/** Runs scripts on one machine and copies closures to it; all of it for one operation, then closed. */
export class Ssh {
  readonly target: Target;
  readonly #files: SshFiles;
  #held: StartedProgram | undefined;
  #beat: NodeJS.Timeout | undefined;

  private constructor(target: Target, files: SshFiles) {
    this.target = target;
    this.#files = files;
  }

  /** Opens nothing yet: connections are made by the first question. */
  static async to(target: Target, connectSeconds: number): Promise<Ssh> {
    return new Ssh(target, await writeSshFiles(target, connectSeconds));
  }

  /**
   * Opens the multiplexed connection by running a script that stays: it lives until `close`, this process's end, or
   * 20 s without a sign of life from here.
   * @throws {ConnectionFailure}
   */
  async hold(script: string, options: { timeoutSeconds: number; onFact?: FactListener }): Promise<Answer> {
    const answer = new Answer();
    const { promise: answered, resolve } = Promise.withResolvers<"answered">();
    const held = start(this.#argv(script, ["-M"]), {
      onLine: (line) => {
        const fact = answer.add(line);
        if (fact) options.onFact?.(...fact);
        if (fact?.[0] === "end") resolve("answered");
      },
    });
    this.#held = held;
    held.write(script);
    this.#beat = setInterval(() => held.write("\n"), 5000);
    this.#beat.unref();
    const timer = Promise.withResolvers<"late">();
    const timeout = setTimeout(() => timer.resolve("late"), options.timeoutSeconds * 1000);
    const first = await Promise.race([answered, held.ended, timer.promise]);
    clearTimeout(timeout);
    if (first === "answered") return answer;
    if (first !== "late") throw connectionFailure(this.target, first.stderr, first.exitCode);
    held.stop();
    throw new ConnectionFailure(
      this.target.host,
      "unreachable",
      `${this.target.host}: no answer from ${this.target.address} within ${options.timeoutSeconds} s`,
    );
  }

  /**
   * Runs a script to its end.
   * @throws {ConnectionFailure} when it did not reach its end.
   */
  async ask(script: string, options: AskOptions): Promise<Answer> {
    const answer = new Answer();
    const argv = this.#argv(script, options.over === "new" ? ["-o", "ControlPath=none"] : []);
    const { promise: answered, resolve } = Promise.withResolvers<"answered">();
    const ended = run(argv, {
      timeoutSeconds: options.timeoutSeconds,
      stdin: script,
      host: this.target.host,
      acceptExitCodes: Array.from({ length: 256 }, (_, code) => code),
      onLine: (line, stream) => {
        const fact = stream === "stdout" ? answer.add(line) : undefined;
        if (fact) options.onFact?.(...fact);
        if (fact?.[0] === "end") resolve("answered");
      },
    }).catch((error: unknown) => {
      if (error instanceof CommandFailure) return { stderr: error.message, exitCode: 255 };
      throw error;
    });
    // The session's own end is not waited for: it says nothing more.
    const first = await Promise.race([answered, ended]);
    if (first === "answered") return answer;
    throw connectionFailure(this.target, first.stderr, first.exitCode);
  }

  /**
   * Copies a store path with its closure over the held connection; what the machine's own caches have is
   * fetched there. Works for a machine that requires signatures: the deployer is trusted, as root.
   * @returns how many paths were copied
   * @throws {CommandFailure}
   */
  async copyClosure(path: string, options: { timeoutSeconds: number }): Promise<number> {
    const { address, user } = this.target;
    const at = address.includes(":") ? `[${address}]` : address;
    const program = user === "root" ? "" : `?remote-program=${encodeURIComponent("sudo -n nix-daemon")}`;
    const result = await run(
      [
        "nix",
        "--extra-experimental-features",
        "nix-command",
        "copy",
        "--no-check-sigs",
        "--substitute-on-destination",
        "--to",
        `ssh-ng://${user}@${at}${program}`,
        path,
      ],
      {
        ...options,
        host: this.target.host,
        phase: "copy",
        env: { NIX_SSHOPTS: `-F ${this.#files.config}` },
      },
    );
    return Number(/copying (\d+) paths?/.exec(result.stderr)?.[1] ?? 0);
  }

  /** Whether the held connection still stands. */
  async isHeld(): Promise<boolean> {
    if (this.#held === undefined) return false;
    return (await Promise.race([this.#held.ended, Promise.resolve("alive")])) === "alive";
  }

  /** Lets go of the machine; what was started there in units of its own goes on. */
  async close(): Promise<void> {
    clearInterval(this.#beat);
    const held = this.#held;
    if (held) {
      held.endInput();
      const stop = setTimeout(() => held.stop(), 2000);
      await held.ended;
      clearTimeout(stop);
    }
    await removeSshFiles(this.#files);
  }

  #argv(script: string, options: readonly string[]): readonly [string, ...string[]] {
    const sudo = this.target.user === "root" ? "" : 'sudo -n env SSH_CONNECTION="$SSH_CONNECTION" ';
    const command = sudo + scriptReader(script);
    return ["ssh", "-F", this.#files.config, "-T", ...options, "--", this.target.address, command];
  }
}
