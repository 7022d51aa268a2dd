// What programs started by run.mjs find in their environment.
import { randomBytes } from "node:crypto";
import { existsSync, linkSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { bin, cache, checkout } from "./folders.mjs";

/** The environment with set-up's tools and the checkout's npm programs found first. */
export function withToolsOnPath(env) {
  const path = [bin, join(checkout, "node_modules", ".bin"), env.PATH ?? ""].join(delimiter);
  return { ...env, PATH: path };
}

/** The whole environment of a program: the tools, and Pulumi kept to this checkout's state and set-up's plugins. */
export function toolsEnvironment(env) {
  return {
    ...withToolsOnPath(env),
    PULUMI_HOME: join(cache, "pulumi"),
    // A plugin that is missing is an error at once; without this an offline machine waits for a download each time.
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: env.PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION ?? "true",
    PULUMI_SKIP_UPDATE_CHECK: env.PULUMI_SKIP_UPDATE_CHECK ?? "true",
    ...passphrase(env),
  };
}

/** Unless the user has set one, a random passphrase made once encrypts the secrets in the state. */
function passphrase(env) {
  if (env.PULUMI_CONFIG_PASSPHRASE !== undefined || env.PULUMI_CONFIG_PASSPHRASE_FILE !== undefined)
    return {};
  const folder = join(env.XDG_CONFIG_HOME || join(homedir(), ".config"), "confederation");
  const file = join(folder, "passphrase");
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const copy = `${file}.${process.pid}`;
    writeFileSync(copy, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600 });
    try {
      linkSync(copy, file); // unlike a rename this never replaces a passphrase that is already in use
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    } finally {
      rmSync(copy, { force: true });
    }
  }
  return { PULUMI_CONFIG_PASSPHRASE_FILE: file };
}
