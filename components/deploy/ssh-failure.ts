import type { Target } from "./target.ts";

/** Why there is no connection. */
export type ConnectionProblem =
  | "unreachable"
  | "wrong-host-key"
  | "authentication"
  | "sudo"
  | "cut"
  | "other";

/** No connection to a machine, or one that ended too early. */
export class ConnectionFailure extends Error {
  readonly host: string;
  readonly problem: ConnectionProblem;

  constructor(host: string, problem: ConnectionProblem, message: string) {
    super(message);
    this.name = "ConnectionFailure";
    this.host = host;
    this.problem = problem;
  }
}

const patterns: readonly (readonly [ConnectionProblem, RegExp])[] = [
  [
    "wrong-host-key",
    /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED|no matching host key type/i,
  ],
  ["authentication", /Permission denied \(|Too many authentication failures/],
  ["sudo", /^sudo: /m],
  [
    "unreachable",
    /timed out|refused|No route to host|Network is unreachable|Could not resolve|Connection (closed|reset)|kex_exchange_identification|banner exchange|not responding|Broken pipe/i,
  ],
];

/** What ssh's error output means, in words for the person who deploys. */
export function connectionFailure(
  target: Target,
  stderr: string,
  exitCode: number | undefined,
): ConnectionFailure {
  const problem = patterns.find(([, pattern]) => pattern.test(stderr))?.[0] ?? "other";
  const last = lastLine(stderr);
  const { host, address, user } = target;
  const texts: Record<ConnectionProblem, string> = {
    unreachable: `not reachable at ${address} (${last})`,
    "wrong-host-key": `refused, nothing sent: the machine at ${address} does not have the pinned host key; if it was reinstalled, pin its new key`,
    authentication: `${user}@${address} does not accept this deployer's SSH key (${last})`,
    sudo: `${user} cannot become root without a password (${last}); allow it, or deploy as root`,
    cut: `the connection to ${address} ended`,
    other: `SSH to ${address} ended with exit code ${exitCode ?? "unknown"}${last === "" ? "" : ` (${last})`}`,
  };
  return new ConnectionFailure(host, problem, `${host}: ${texts[problem]}`);
}

function lastLine(text: string): string {
  return (
    text
      .trim()
      .split("\n")
      .at(-1)
      ?.trim()
      .replace(/^ssh: /, "") ?? ""
  );
}
