// What programs started by run.mjs find in their environment.
import { delimiter, join } from "node:path";
import { bin, cache, checkout } from "./folders.mjs";
import { passphraseEnvironment } from "./passphrase.mjs";

/** The environment with set-up's tools and the checkout's npm programs found first. */
export function withToolsOnPath(env) {
  const path = [bin, join(checkout, "node_modules", ".bin"), env.PATH ?? ""].join(delimiter);
  return { ...env, PATH: path };
}

/** The whole environment of a program with its arguments: the tools, and Pulumi kept to this checkout's state and set-up's plugins. */
export function toolsEnvironment(env, args = []) {
  return {
    ...withToolsOnPath(env),
    PULUMI_HOME: join(cache, "pulumi"),
    // A plugin that is missing is an error at once; without this an offline machine waits for a download each time.
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: env.PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION ?? "true",
    PULUMI_SKIP_UPDATE_CHECK: env.PULUMI_SKIP_UPDATE_CHECK ?? "true",
    // Node keeps what it compiled: Pulumi's program and plugins start in two thirds of the time.
    NODE_COMPILE_CACHE: env.NODE_COMPILE_CACHE ?? join(cache, "compiled"),
    // A machine that fails must not keep the others from being deployed.
    PULUMI_CONTINUE_ON_ERROR: env.PULUMI_CONTINUE_ON_ERROR ?? "true",
    ...passphraseEnvironment(env, args),
  };
}
