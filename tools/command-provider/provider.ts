// A stand-in for Pulumi's command plugin 1.2.1, for machines that cannot download it. It speaks the same protocol and
// does local commands in full; remote commands and copies are refused. @see https://github.com/pulumi/pulumi-command
import { Server, ServerCredentials, status } from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { endAllScripts } from "./run-script.ts";
import { providerService } from "./service.ts";
import { statusLinesTo } from "./status-lines.ts";

const engineAddress = process.argv.at(-1) ?? "";

const unlimited = {
  "grpc.max_receive_message_length": 400 * 1024 * 1024,
  "grpc.max_send_message_length": -1,
};
const server = new Server(unlimited);
server.addService(
  services.ResourceProviderService,
  providerService(statusLinesTo(engineAddress), status.UNKNOWN),
);
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  // The engine reads the port from the first line.
  console.log(String(port));
});

// An engine that was killed says nothing: its commands end with it.
const engineProcess = process.ppid;
setInterval(() => {
  if (process.ppid === engineProcess) return;
  endAllScripts();
  process.exit(1);
}, 500);
