import { closest, distance } from "fastest-levenshtein";
import type * as z from "zod";
import type { Problem } from "./problem.ts";

/** A parsed value, or what is wrong with it. */
export type Parsed<T> =
  | { readonly value: T; readonly problems: readonly [] }
  | { readonly value?: undefined; readonly problems: readonly Problem[] };

/**
 * Parses what a user declared; every mistake becomes a problem with file and field.
 * @param prefix Path of the value in the file: `services.karakeep`; empty for the whole declaration.
 */
export function parseDeclaration<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  file: string,
  prefix = "",
): Parsed<z.output<Schema>> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return { value: result.data, problems: [] };
  return { problems: result.error.issues.flatMap((issue) => problemsOf(issue, schema, file, prefix)) };
}

function problemsOf(issue: z.core.$ZodIssue, schema: z.ZodType, file: string, prefix: string): Problem[] {
  const field = fieldPath(prefix, issue.path);
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys(schema, issue.path);
    return issue.keys.map((key) => ({
      file,
      field: fieldPath(prefix, [...issue.path, key]),
      message: `no such field; fields here: ${known.length > 0 ? known.join(", ") : "none"}`,
      remedy: likeness(key, known),
    }));
  }
  const expected = expectation(issue);
  return [
    {
      file,
      field,
      message:
        issue.input === undefined
          ? `missing; expected ${expected}`
          : `got ${shown(issue.input)}, expected ${expected}`,
      remedy:
        issue.input === undefined
          ? `add ${field} to ${file}`
          : `change ${field === "" ? "it" : field} in ${file}`,
    },
  ];
}

/** The field that was probably meant, where one is alike. */
function likeness(key: string, known: readonly string[]): string {
  if (known.length === 0) return "remove it";
  const nearest = closest(key, known);
  const isAlike = distance(key, nearest) <= Math.max(2, key.length / 3);
  return isAlike ? `did you mean ${nearest}? otherwise remove it` : "remove it";
}

/** What a value should have been, in words. */
function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return article(issue.expected);
    case "too_small":
      return `${bound(issue.origin)} of at least ${String(issue.minimum)}`;
    case "too_big":
      return `${bound(issue.origin)} of at most ${String(issue.maximum)}`;
    case "invalid_value":
      return `one of ${issue.values.map((value) => JSON.stringify(value)).join(", ")}`;
    case "invalid_union":
      return unionForms(issue);
    default:
      return issue.message;
  }
}

/** What a union accepts: the words of its discriminator, else the first mistake of each form. */
function unionForms(issue: z.core.$ZodIssueInvalidUnion): string {
  const forms = issue.errors.flatMap((form) => form.slice(0, 1).map(expectation));
  return forms.length > 0 ? [...new Set(forms)].join(", or ") : "another form";
}

function bound(origin: string): string {
  if (origin === "string") return "a length";
  if (origin === "array" || origin === "set") return "a number of entries";
  return "a number";
}

function article(type: string): string {
  if (type === "int") return "a whole number";
  if (type === "array") return "a list";
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

/** The value as its author wrote it, cut to a readable length. */
function shown(value: unknown): string {
  if (typeof value === "function")
    return `the function ${value.name === "" ? "(unnamed)" : value.name}; did you forget to call it?`;
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

function fieldPath(prefix: string, path: readonly PropertyKey[]): string {
  return [prefix, ...path.map(String)].filter((part) => part !== "").join(".");
}

/** Names of the fields that the object at `path` may have. */
function knownKeys(schema: unknown, path: readonly PropertyKey[]): string[] {
  const at = unwrapped(schema);
  if (typeof at !== "object" || at === null) return [];
  const [head, ...rest] = path;
  if (head === undefined) return "shape" in at && isRecord(at.shape) ? Object.keys(at.shape) : [];
  if ("shape" in at && isRecord(at.shape)) return knownKeys(at.shape[String(head)], rest);
  if ("valueType" in at) return knownKeys(at.valueType, rest);
  if ("element" in at) return knownKeys(at.element, rest);
  return [];
}

/** The schema inside `optional`, `default` and the like. */
function unwrapped(schema: unknown): unknown {
  if (isRecord(schema) && isRecord(schema["def"]) && "innerType" in schema["def"])
    return unwrapped(schema["def"]["innerType"]);
  return schema;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
