import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run, type RunResult } from "../components/process/index.ts";
import type { Lab } from "./laboratory.ts";

/** What switch-to-configuration is asked to do. */
export type Goal = "switch" | "boot" | "test" | "dry-activate";

/** The test flake with its two machines `edge` and `home`, to be changed, built and activated on a lab by hand. */
export class FlakeTrial {
  readonly #lab: Lab;
  readonly #folder: string;

  private constructor(lab: Lab, folder: string) {
    this.#lab = lab;
    this.#folder = folder;
  }

  static async open(lab: Lab): Promise<FlakeTrial> {
    const folder = await mkdtemp(join(tmpdir(), "flake-trial-"));
    await cp(join(import.meta.dirname, "fixtures/flake"), folder, { recursive: true });
    return new FlakeTrial(lab, folder);
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Adds a module to a host; the last change replaces the one before. */
  async change(host: string, module: string): Promise<void> {
    await writeFile(join(this.#folder, "hosts", host, "change.nix"), module);
  }

  /** Builds a host's system. @returns `/nix/store/…-nixos-system-…` */
  async build(host: string): Promise<string> {
    const flake = `path:${this.#folder}#nixosConfigurations.${host}.config.system.build.toplevel`;
    const built = await run(
      [
        "nix",
        "build",
        flake,
        "--override-input",
        "nixpkgs",
        `path:${this.#lab.nixpkgs}`,
        "--no-write-lock-file",
        "--no-link",
        "--print-out-paths",
      ],
      { timeoutSeconds: 60, host, phase: "build" },
    );
    return built.stdout;
  }

  /** Builds, copies and activates over ssh, accepting any exit code of switch-to-configuration. */
  async deploy(host: string, goal: Goal): Promise<RunResult & { readonly system: string }> {
    const system = await this.build(host);
    await run(["nix", "copy", "--no-check-sigs", "--to", `ssh-ng://root@${host}`, system], {
      timeoutSeconds: 60,
      host,
      phase: "copy",
      env: { NIX_SSHOPTS: `-F ${this.#lab.sshConfig}` },
    });
    const activate = `${system}/bin/switch-to-configuration ${goal}`;
    const command =
      goal === "switch"
        ? `nix-env --profile /nix/var/nix/profiles/system --set ${system} && ${activate}`
        : activate;
    const result = await run(["ssh", "-n", "-F", this.#lab.sshConfig, host, command], {
      timeoutSeconds: 60,
      host,
      phase: "activate",
      acceptExitCodes: [0, 1, 2, 3, 4],
    });
    return { ...result, system };
  }
}
