import { relative, resolve } from "node:path";

/**
 * Path of a program of this folder as Pulumi's state keeps it: relative to the project, so that another
 * person's checkout sees no change.
 */
export function programPath(file: string): string {
  return relative(process.cwd(), resolve(import.meta.dirname, file));
}
