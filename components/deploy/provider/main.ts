import { info, warn } from "@pulumi/pulumi/log/index.js";
import { main } from "@pulumi/pulumi/provider/server.js";
import { DependencyResource } from "@pulumi/pulumi/resource.js";
import { SystemProvider } from "./system-provider.ts";

const provider = new SystemProvider((level, message, urn) => {
  const log = level === "warn" ? warn : info;
  return log(message, new DependencyResource(urn));
});

await main(provider, process.argv.slice(2));
