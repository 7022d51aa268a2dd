/** Why there is no connection. */
export type ConnectionProblem = "unreachable" | "wrong-host-key" | "authentication" | "sudo" | "other";

/** No connection to a machine: nothing was sent to it. */
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
