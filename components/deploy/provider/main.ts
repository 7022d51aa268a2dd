import { info, warn } from "@pulumi/pulumi/log/index.js";
import { main } from "@pulumi/pulumi/provider/server.js";
import { DependencyResource } from "@pulumi/pulumi/resource.js";
import { SystemProvider } from "./system-provider.ts";

const args = process.argv.slice(2);
// Messages for the screen go to the engine; its address is the one argument that is no flag.
process.env["PULUMI_NODEJS_ENGINE"] = args.find((arg) => !arg.startsWith("-"));

const provider = new SystemProvider((level, message, urn) => {
  const log = level === "warn" ? warn : info;
  return log(message, new DependencyResource(urn));
});

// An engine that was killed tells nobody: without it there is nothing left to do.
const engine = process.ppid;
setInterval(() => {
  if (process.ppid !== engine) process.exit(0);
}, 1000).unref();

await main(provider, args);
