import { readFileSync } from "node:fs";
import * as z from "zod";
import type { OptionFacts } from "./option-tree.ts";
import type { OptionSystem } from "./snapshot.ts";

const optionFacts = z.looseObject({
  type: z.string(),
  loc: z.array(z.string()).optional(),
  readOnly: z.boolean().optional(),
  default: z.looseObject({ text: z.string().optional() }).optional(),
});

/** Options that modules may set although the manual leaves them out. */
const unwritten: Readonly<Record<OptionSystem, Readonly<Record<string, OptionFacts>>>> = {
  nixos: { assertions: { type: "list of (attribute set)" }, warnings: { type: "list of string" } },
  "home-manager": { assertions: { type: "list of (attribute set)" }, warnings: { type: "list of string" } },
  "nix-darwin": { assertions: { type: "list of (attribute set)" }, warnings: { type: "list of string" } },
};

/**
 * Reads an `options.json` as Nix builds it for a manual.
 * @throws {Error} when the file is missing or holds something else.
 */
export function readOptionsFile(file: string, system: OptionSystem): Record<string, OptionFacts> {
  const parsed = z.record(z.string(), optionFacts).safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (!parsed.success)
    throw new Error(`${file} is no options.json: ${z.prettifyError(parsed.error).slice(0, 500)}`);
  const listed = Object.entries(parsed.data).filter(([path]) => !path.startsWith("_module."));
  return { ...unwritten[system], ...Object.fromEntries(listed) };
}
