export {
  isNixExpression,
  type NixArgument,
  type NixAttrs,
  type NixExpression,
  type NixPrimitive,
  type NixReference,
  type NixValue,
  type Package,
} from "./values.ts";
export {
  apply,
  config,
  definitionsIn,
  fn,
  lib,
  mkAfter,
  mkBefore,
  mkDefault,
  mkForce,
  mkIf,
  mkMerge,
  mkOverride,
  nix,
  path,
  pkgs,
  raw,
} from "./expressions.ts";
export { printModule, printNix, UnprintableValue } from "./print.ts";
