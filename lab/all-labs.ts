import { readdir } from "node:fs/promises";
import { labFolder, otherLabsFolder } from "./folders.ts";
import { Lab } from "./laboratory.ts";

/** Every lab of this checkout: the rehearsal's, and those of tests. */
export async function allLabs(): Promise<Lab[]> {
  const others = await readdir(otherLabsFolder).catch(() => []);
  return [new Lab(), ...others.map((name) => new Lab(labFolder(name)))];
}
