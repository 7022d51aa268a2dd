import type { Lab } from "./laboratory.ts";

const profile = "/nix/var/nix/profiles/system";

/**
 * What somebody does by hand: activates the generation before the profile's newest, past any deployment.
 * @returns the generation that now runs
 */
export async function activateOlderGeneration(lab: Lab, host: string): Promise<number> {
  const listed = await lab.exec(host, ["nix-env", "--profile", profile, "--list-generations"]);
  const generations = listed.stdout
    .split("\n")
    .map((line) => ({ number: Number.parseInt(line, 10), current: line.includes("(current)") }))
    .filter(({ number }) => !Number.isNaN(number));
  const current = generations.findIndex((generation) => generation.current);
  const older = generations[current - 1];
  if (!older) throw new Error(`${host} has no generation older than the one it runs; deploy to it first`);
  await lab.exec(host, ["nix-env", "--profile", profile, "--switch-generation", String(older.number)]);
  await lab.exec(host, [`${profile}/bin/switch-to-configuration`, "switch"], { acceptExitCodes: [0, 4] });
  return older.number;
}
