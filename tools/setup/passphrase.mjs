// What encrypts the secrets in Pulumi's state, where the user has not chosen anything.
import { createHash, randomBytes } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { cache, checkout } from "./folders.mjs";

/** Stack of the rehearsal. Its passphrase is no secret, so that `Pulumi.lab.yaml` is the same for everybody. */
const rehearsal = JSON.parse(readFileSync(join(checkout, "lab", "rehearsal-stack.json"), "utf8"));

/**
 * Variables that give Pulumi its passphrase: the user's own; in the rehearsal its well-known one; else a random one that is
 * made once.
 */
export function passphraseEnvironment(env, args) {
  if (env.PULUMI_CONFIG_PASSPHRASE !== undefined || env.PULUMI_CONFIG_PASSPHRASE_FILE !== undefined)
    return {};
  const stack = stackOf(args) ?? env.PULUMI_STACK ?? selectedStack();
  if (stack?.split("/").at(-1) === rehearsal.name) return { PULUMI_CONFIG_PASSPHRASE: rehearsal.passphrase };
  return { PULUMI_CONFIG_PASSPHRASE_FILE: ownPassphraseFile(env) };
}

/** The stack that Pulumi's arguments name: `--stack home`, `-s home`, `--stack=home`, `stack select home`. */
export function stackOf(args) {
  for (const [index, argument] of args.entries()) {
    if (argument === "--stack" || argument === "-s") return args[index + 1];
    if (argument.startsWith("--stack=")) return argument.slice("--stack=".length);
  }
  const [first, second, ...rest] = args;
  const names = first === "stack" && ["init", "select", "rm"].includes(second ?? "");
  return names ? rest.find((argument) => !argument.startsWith("-")) : undefined;
}

/** The stack that is selected in this checkout, as Pulumi remembers it. */
function selectedStack() {
  const project = createHash("sha1").update(join(checkout, "Pulumi.yaml")).digest("hex");
  try {
    const text = readFileSync(
      join(cache, "pulumi", "workspaces", `confederation-${project}-workspace.json`),
      "utf8",
    );
    const { stack, stacks = {} } = JSON.parse(text);
    return Object.values(stacks).at(-1) ?? stack;
  } catch {
    return undefined; // nothing is selected yet
  }
}

function ownPassphraseFile(env) {
  const folder = join(env.XDG_CONFIG_HOME || join(homedir(), ".config"), "confederation");
  const file = join(folder, "passphrase");
  if (existsSync(file)) return file;
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
  return file;
}
