import { existsSync } from "node:fs";
import { join } from "node:path";
import { run, type Argv } from "../process/index.ts";
import type { OptionSystem } from "./snapshot.ts";

const timeoutSeconds = 1800;

/** The file in which the flake's locked inputs keep a system's options once it is built. */
const files: Readonly<Record<OptionSystem, string>> = {
  // `manual` is there whenever `documentation.nixos.enable` is, as it is by default.
  nixos:
    "(flake.inputs.nixpkgs.lib.nixosSystem { modules = [ { nixpkgs.hostPlatform = builtins.currentSystem; } ]; })" +
    ".config.system.build.manual.optionsJSON}/share/doc/nixos",
  "home-manager":
    "flake.inputs.home-manager.packages.${builtins.currentSystem}.docs-json}/share/doc/home-manager",
  "nix-darwin": "flake.inputs.nix-darwin.packages.${builtins.currentSystem}.optionsJSON}/share/doc/darwin",
};

/** A folder as Nix names flakes: a URL, so that no character of the path means anything else. */
export function flakeReference(folder: string): string {
  return `path:${folder.split("/").map(encodeURIComponent).join("/")}`;
}

/**
 * The command that builds the `options.json` of what a flake has locked, and prints what is needed of it. Nix itself
 * reads the file, as its store need not be visible to this process.
 */
export function optionsCommand(system: OptionSystem, flake: string): Argv {
  const expression = [
    `let flake = builtins.getFlake ${JSON.stringify(flakeReference(flake))};`,
    `  text = builtins.readFile "\${${files[system]}/options.json";`,
    "  facts = _: { loc, type, readOnly ? false, default ? { }, ... }: {",
    '    inherit loc type readOnly; default = { text = default.text or ""; };',
    "  };",
    "in builtins.mapAttrs facts (builtins.fromJSON (builtins.unsafeDiscardStringContext text))",
  ].join("\n");
  // A flake's folder has no fixed content, and the machine's own system is asked for: both are impure.
  const features = ["--extra-experimental-features", "nix-command flakes"] as const;
  return ["nix", "eval", ...features, "--impure", "--json", "--expr", expression];
}

/**
 * The options of what a flake has locked, in the form of an `options.json`.
 * @throws {Error} when the flake has locked nothing, or Nix does not build it.
 */
export async function evaluateOptions(system: OptionSystem, flake: string): Promise<unknown> {
  if (!existsSync(join(flake, "flake.lock"))) {
    throw new Error(
      `${flake} has no flake.lock, so no ${system} is locked; run nix flake lock there, or give --from <options.json>`,
    );
  }
  const { stdout } = await run(optionsCommand(system, flake), {
    timeoutSeconds,
    phase: `options of ${system}`,
  });
  return JSON.parse(stdout);
}
