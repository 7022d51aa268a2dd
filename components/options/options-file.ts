import { readFileSync } from "node:fs";
import * as z from "zod";
import type { OptionFacts } from "./option-tree.ts";

const optionFacts = z.looseObject({
  type: z.string(),
  loc: z.array(z.string()).optional(),
  readOnly: z.boolean().optional(),
  default: z.looseObject({ text: z.string().optional() }).optional(),
});

/** Options that every module may set although the manuals leave them out. */
const unwritten: Readonly<Record<string, OptionFacts>> = {
  assertions: { type: "list of (attribute set)" },
  warnings: { type: "list of string" },
};

/**
 * Reads an `options.json` as Nix builds it for a manual.
 * @throws {Error} when the file is missing or holds something else.
 */
export function readOptionsFile(file: string): Record<string, OptionFacts> {
  const parsed = z.record(z.string(), optionFacts).safeParse(parseJson(file));
  if (!parsed.success)
    throw new Error(`${file} is no options.json: ${z.prettifyError(parsed.error).slice(0, 500)}`);
  const listed = Object.entries(parsed.data).filter(([path]) => !path.startsWith("_module."));
  return { ...unwritten, ...Object.fromEntries(listed) };
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(
      `${file} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}
