import { readFileSync } from "node:fs";
import * as z from "zod";
import type { OptionFacts } from "./option-tree.ts";

const longestReason = 500;
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
 * The options in what Nix builds as `options.json` for a manual.
 * @param source What to call it in messages.
 * @throws {Error} when it is something else.
 */
export function parseOptions(json: unknown, source: string): Record<string, OptionFacts> {
  const parsed = z.record(z.string(), optionFacts).safeParse(json);
  if (!parsed.success) {
    throw new Error(`${source} is no options.json: ${z.prettifyError(parsed.error).slice(0, longestReason)}`);
  }
  const listed = Object.entries(parsed.data).filter(([path]) => !path.startsWith("_module."));
  return { ...unwritten, ...Object.fromEntries(listed) };
}

/**
 * Reads an `options.json`.
 * @throws {Error} when the file is missing or holds something else.
 */
export function readOptionsFile(file: string): Record<string, OptionFacts> {
  try {
    return parseOptions(JSON.parse(readFileSync(file, "utf8")), file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(reason.startsWith(file) ? reason : `${file} cannot be read: ${reason}`, { cause: error });
  }
}
