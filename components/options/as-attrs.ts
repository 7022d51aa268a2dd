import { isNixExpression, type NixAttrs } from "../nix/values.ts";
import type { NixosConfig } from "./generated/nixos.d.ts";

/** A configuration as the plain attribute set that it is, to be printed. */
export function asNixAttrs(config: NixosConfig): NixAttrs {
  if (!isAttrs(config)) throw new TypeError("expected an attribute set of NixOS options");
  return config;
}

/** What options take are Nix values; walking through the types of all of them to prove it would cost seconds. */
function isAttrs(value: object): value is NixAttrs {
  return !Array.isArray(value) && !isNixExpression(value);
}
