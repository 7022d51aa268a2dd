// Shows a script's lines beside its resource while it runs.
import { credentials, Metadata } from "@grpc/grpc-js";
import engineServices from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engine from "@pulumi/pulumi/proto/engine_pb.js";
import type { OnLine } from "./run-script.ts";

/** A place to send lines, and the wait until the engine has them all. */
export interface StatusLines {
  readonly onLine: OnLine;
  readonly sent: () => Promise<void>;
}

const drainSeconds = 5;

/** Opens the way to the engine; lines go there one after the other, so that they keep their order. */
export function statusLinesTo(engineAddress: string): (urn: string) => StatusLines {
  const client = new engineServices.EngineClient(engineAddress, credentials.createInsecure());
  return (urn) => {
    let last: Promise<void> = Promise.resolve();
    const send = async (line: string): Promise<void> =>
      new Promise((resolve) => {
        const request = new engine.LogRequest();
        request.setSeverity(engine.LogSeverity.INFO);
        request.setMessage(line);
        request.setUrn(urn);
        request.setEphemeral(true);
        // A line that does not arrive is no reason to fail the command.
        client.log(request, new Metadata(), { deadline: Date.now() + drainSeconds * 1000 }, () => resolve());
      });
    return {
      onLine: (line) => {
        last = last.then(async () => send(line));
      },
      sent: async () => last,
    };
  };
}
