import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import * as z from "zod";
import { run } from "../process/index.ts";

const checkout = resolve(import.meta.dirname, "../..");

const stateSchema = z.object({
  deployment: z.object({
    resources: z
      .array(
        z.object({
          urn: z.string(),
          type: z.string(),
          parent: z.string().optional(),
          inputs: z.record(z.string(), z.unknown()).default({}),
          outputs: z.record(z.string(), z.unknown()).default({}),
        }),
      )
      .default([]),
  }),
});

/** A resource as Pulumi's state holds it. */
export type ResourceState = z.output<typeof stateSchema>["deployment"]["resources"][number];

/** What a command of Pulumi's ended with. */
export interface PulumiResult {
  readonly exitCode: number;
  /** Standard output and error. */
  readonly text: string;
}

/** How a project for a test is made. */
export interface EngineProjectOptions {
  readonly stack?: string;
  readonly components?: "copy" | "link";
  readonly env?: Readonly<Record<string, string>>;
}

/** A Pulumi project in a folder of its own, with the real engine and a state of its own. For tests. */
export class EngineProject {
  /** Folder of the project. */
  readonly folder: string;
  /** What `pulumi` finds in its environment besides this process's. */
  readonly env: Readonly<Record<string, string>>;

  constructor(folder: string, env: Readonly<Record<string, string>>) {
    this.folder = folder;
    this.env = env;
  }

  /**
   * Lays out a project beside a link to this checkout's components.
   * @param files Content by path: `index.ts`, `hosts/a.ts`, `Pulumi.test.yaml`.
   * @param options.stack Its name. @default "test"
   * @param options.components Whether `components/` is copied or linked. @default "link"
   * @param options.env Further variables for `pulumi`.
   */
  static async create(
    files: Readonly<Record<string, string>>,
    options: EngineProjectOptions = {},
  ): Promise<EngineProject> {
    const folder = await realpath(await mkdtemp(join(tmpdir(), "confederation-engine-")));
    const state = join(folder, ".confederation/state");
    await mkdir(state, { recursive: true });
    for (const name of ["package.json", "Pulumi.yaml"]) await cp(join(checkout, name), join(folder, name));
    await symlink(join(checkout, "node_modules"), join(folder, "node_modules"));
    if (options.components === "copy")
      await cp(join(checkout, "components"), join(folder, "components"), { recursive: true });
    else await symlink(join(checkout, "components"), join(folder, "components"));
    const project = new EngineProject(folder, {
      PULUMI_BACKEND_URL: `file://${state}`,
      PULUMI_CONFIG_PASSPHRASE: "rehearsal",
      PULUMI_STACK: options.stack ?? "test",
      ...options.env,
    });
    for (const [path, content] of Object.entries(files)) await project.write(path, content);
    return project;
  }

  /** Like `create`, with this checkout's program, fleet and generated flake, and its stack made. */
  static async ofFleet(
    files: Readonly<Record<string, string>> = {},
    options: EngineProjectOptions = {},
  ): Promise<EngineProject> {
    const project = await EngineProject.create(files, options);
    for (const name of ["index.ts", "fleet.ts", "hosts", "flake", "Pulumi.lab.yaml"])
      await cp(join(checkout, name), join(project.folder, name), { recursive: true });
    const { exitCode, text } = await project.pulumi("stack", "init", project.env["PULUMI_STACK"] ?? "");
    if (exitCode !== 0) throw new Error(text);
    return project;
  }

  async write(path: string, content: string): Promise<void> {
    const file = join(this.folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }

  read(path: string): Promise<string> {
    return readFile(join(this.folder, path), "utf8");
  }

  /** Runs `pulumi` with these arguments, whatever it ends with. */
  async pulumi(...args: readonly string[]): Promise<PulumiResult> {
    const { stdout, stderr, exitCode } = await run(["pulumi", ...args, "--non-interactive"], {
      cwd: this.folder,
      env: this.env,
      timeoutSeconds: 300,
      acceptExitCodes: Array.from({ length: 256 }, (_, code) => code),
    });
    return { exitCode, text: `${stdout}\n${stderr}` };
  }

  /** The resources in the state of the stack, but providers and the stack itself; in the order of their URNs. */
  async resources(): Promise<ResourceState[]> {
    const { text } = await this.pulumi("stack", "export");
    const { deployment } = stateSchema.parse(
      JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1)),
    );
    return deployment.resources
      .filter(({ type }) => !type.startsWith("pulumi:"))
      .toSorted((a, b) => (a.urn < b.urn ? -1 : 1));
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
