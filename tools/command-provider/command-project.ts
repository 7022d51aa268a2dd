// A Pulumi project made of local commands, with the real engine and a state of its own. For tests.
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { run } from "../../components/process/index.ts";
import { toProperties } from "./values.ts";
import type { Properties, Value } from "./values.ts";

const checkout = resolve(import.meta.dirname, "../..");

/** What the program declares; `{ "secret": x }` in place of a value makes it secret. */
export interface Declared {
  readonly commands?: Readonly<Record<string, Properties>>;
  readonly runs?: Readonly<Record<string, Properties>>;
  /** Whether a remote command is declared too. */
  readonly remote?: boolean;
}

/** What a command of Pulumi's ended with. */
export interface Ended {
  readonly exitCode: number;
  readonly text: string;
}

const program = `
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import * as command from "@pulumi/command";
const { commands = {}, runs = {}, remote } = JSON.parse(readFileSync("declared.json", "utf8"));
const open = (value) => {
  if (Array.isArray(value)) return value.map(open);
  if (typeof value !== "object" || value === null) return value;
  if ("secret" in value) return pulumi.secret(value.secret);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, open(inner)]));
};
export const results = {};
for (const [name, args] of Object.entries(commands)) {
  const { stdout, stderr } = new command.local.Command(name, open(args));
  results[name] = { stdout, stderr };
}
for (const [name, args] of Object.entries(runs)) {
  const result = command.local.runOutput(open(args));
  results[name] = { stdout: result.stdout, stderr: result.stderr };
}
if (remote) new command.remote.Command("far", { connection: { host: "127.0.0.1" }, create: "true" });
`;

/** The project; its folder is the working directory of its commands. */
export class CommandProject {
  /** Folder of the project. */
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Lays out an empty project with a stack. */
  static async create(): Promise<CommandProject> {
    const project = new CommandProject(
      await realpath(await mkdtemp(join(tmpdir(), "confederation-command-"))),
    );
    await mkdir(join(project.folder, "state"));
    await symlink(join(checkout, "node_modules"), join(project.folder, "node_modules"));
    const runtime = "runtime: { name: nodejs, options: { typescript: false } }";
    await project.write("Pulumi.yaml", `name: commands\n${runtime}\n`);
    await project.write("package.json", '{ "type": "module", "main": "index.mjs" }');
    await project.write("index.mjs", program);
    const made = await project.pulumi("stack", "init", "test");
    if (made.exitCode !== 0) throw new Error(made.text);
    return project;
  }

  async write(name: string, content: string): Promise<void> {
    await writeFile(join(this.folder, name), content);
  }

  /** Lines the commands wrote into a file so far; none when there is no such file. */
  async lines(name: string): Promise<string[]> {
    const text = await readFile(join(this.folder, name), "utf8").catch(() => "");
    return text.split("\n").filter((line) => line !== "");
  }

  async declare(declared: Declared): Promise<void> {
    await this.write("declared.json", JSON.stringify(declared));
  }

  /** Declares, then runs `pulumi up`. */
  async up(declared: Declared): Promise<Ended> {
    await this.declare(declared);
    return this.pulumi("up", "--yes", "--skip-preview");
  }

  /** Runs `pulumi` with these arguments, whatever it ends with. */
  async pulumi(...args: readonly string[]): Promise<Ended> {
    const { stdout, stderr, exitCode } = await run(["pulumi", ...args, "--non-interactive"], {
      cwd: this.folder,
      env: this.environment(),
      timeoutSeconds: 120,
      acceptExitCodes: Array.from({ length: 256 }, (_, code) => code),
    });
    return { exitCode, text: `${stdout}\n${stderr}` };
  }

  /** Variables that point Pulumi to this project's own state. */
  environment(): Record<string, string> {
    return {
      PULUMI_BACKEND_URL: `file://${join(this.folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_STACK: "test",
    };
  }

  /** What a command or run said, from the stack's outputs; secrets as `[secret]`. */
  async said(name: string): Promise<Value> {
    const { text } = await this.pulumi("stack", "output", "--json");
    const outputs: unknown = JSON.parse(text);
    if (typeof outputs !== "object" || outputs === null) throw new Error(text);
    const results = toProperties(outputs)["results"];
    if (typeof results !== "object" || results === null || Array.isArray(results)) return results ?? null;
    return results[name] ?? null;
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
