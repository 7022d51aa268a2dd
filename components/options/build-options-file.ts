import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { run, type Argv } from "../process/index.ts";
import type { OptionSystem } from "./snapshot.ts";

const buildTimeoutSeconds = 1800;

/** What the flake's locked inputs call the derivation that holds the system's `options.json`. */
const derivations: Readonly<Record<OptionSystem, string>> = {
  // `manual` is there whenever `documentation.nixos.enable` is, as it is by default.
  nixos:
    "(flake.inputs.nixpkgs.lib.nixosSystem { modules = [ { nixpkgs.hostPlatform = builtins.currentSystem; } ]; }).config.system.build.manual.optionsJSON",
  "home-manager": "flake.inputs.home-manager.packages.${builtins.currentSystem}.docs-json",
  "nix-darwin": "flake.inputs.nix-darwin.packages.${builtins.currentSystem}.optionsJSON",
};

/** The command that builds the `options.json` of what a flake has locked, and prints its store path. */
export function optionsBuildCommand(system: OptionSystem, flake: string): Argv {
  const reference = JSON.stringify(`path:${flake}`).replaceAll("${", "\\${");
  const expression = `let flake = builtins.getFlake ${reference}; in ${derivations[system]}`;
  const features = ["--extra-experimental-features", "nix-command flakes"] as const;
  // A flake's folder has no fixed content, and the machine's own system is asked for: both are impure.
  return ["nix", "build", ...features, "--impure", "--no-link", "--print-out-paths", "--expr", expression];
}

/**
 * Builds the `options.json` of what a flake has locked, and gives its path.
 * @throws {Error} when the flake is missing or Nix does not build it.
 */
export async function buildOptionsFile(system: OptionSystem, flake: string): Promise<string> {
  if (!existsSync(join(flake, "flake.lock"))) {
    throw new Error(
      `${flake} has no flake.lock, so no ${system} is locked; run nix flake lock there, or give --from <options.json>`,
    );
  }
  const { stdout } = await run(optionsBuildCommand(system, flake), {
    timeoutSeconds: buildTimeoutSeconds,
    phase: `options of ${system}`,
  });
  const documentation = join(stdout.trim(), "share", "doc");
  const files = readdirSync(documentation).map((folder) => join(documentation, folder, "options.json"));
  const file = files.find((candidate) => existsSync(candidate));
  if (file === undefined) throw new Error(`${stdout.trim()} holds no share/doc/*/options.json`);
  return file;
}
