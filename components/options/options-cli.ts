import { join, resolve } from "node:path";
import { Command, Option } from "commander";
import { evaluateOptions } from "./evaluate-options.ts";
import { configurationType, generate, type Understanding } from "./generate.ts";
import { parseOptions, readOptionsFile } from "./options-file.ts";
import { generatedFolder, type OptionSystem } from "./snapshot.ts";

const command = new Command("options")
  .description(
    "Makes the types and the snapshot of all options, from the flake's own locked inputs unless --from is given.",
  )
  .addOption(new Option("--from <options.json>", "a file that Nix has built for a manual"))
  .addOption(
    new Option("--for <system>", "whose options")
      .choices(["nixos", "home-manager", "nix-darwin"])
      .default("nixos"),
  )
  .addOption(new Option("--flake <folder>", "the flake whose inputs are locked").default("flake"));

const {
  from,
  for: system,
  flake,
} = command.parse().opts<{ from?: string; for: OptionSystem; flake: string }>();

try {
  const folder = resolve(flake);
  const options =
    from === undefined
      ? parseOptions(await evaluateOptions(system, folder), folder)
      : readOptionsFile(resolve(from));
  report(system, generate(system, options));
} catch (error) {
  console.error(`options: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

function report(of: OptionSystem, { options, descriptions, share, any }: Understanding): void {
  console.log(
    `${options} options, ${descriptions} distinct types, ${(share * 100).toFixed(2)} % of options understood`,
  );
  const free = any.reduce((sum, entry) => sum + entry.options, 0);
  console.log(`${free} options take any value (${((free / options) * 100).toFixed(2)} %):`);
  for (const { description, reason, options: count } of any) {
    console.log(`  ${String(count).padStart(5)}  ${description.slice(0, 100)}: ${reason}`);
  }
  console.log(
    `wrote ${configurationType[of]} to ${join(generatedFolder, `${of}.d.ts`)} and its snapshot beside it`,
  );
}
