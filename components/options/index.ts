export type { NixosConfig } from "./generated/nixos.d.ts";
export type { Listed, NoSuchOption } from "./listed.ts";
export { unlisted, type Unlisted } from "./unlisted.ts";
export type { Attrs, List, NixFunction, Path, Value } from "./value-types.ts";
