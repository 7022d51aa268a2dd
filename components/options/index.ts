export { asNixAttrs } from "./as-attrs.ts";
export { checkNixosConfig, checkOptions } from "./check-config.ts";
export type { NixosConfig } from "./generated/nixos.d.ts";
export type { Listed, NoSuchOption } from "./listed.ts";
export type { OptionProblem } from "./problem.ts";
export { unlisted, unlistedOptions } from "./unlisted.ts";
export type { OptionSystem } from "./snapshot.ts";
export type { Attrs, List, NixFunction, Path, Value } from "./value-types.ts";
