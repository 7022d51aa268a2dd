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
export type { FileTree } from "./file-tree.ts";
export { firstNixpkgs, type NixpkgsPin } from "./flake-lock.ts";
export { renderFlake, type FlakeHost, type FlakeInput, type HostFile, type RenderedFlake } from "./flake.ts";
export { readRawModule, type RawModule } from "./raw-modules.ts";
export { staleFiles, writeFlake, type FlakeChanges } from "./write.ts";
export { buildDigest, filesByHost } from "./digest.ts";
export { evaluatorsByMemory, type Evaluators } from "./evaluators.ts";
export { buildSystem, type BuildOptions } from "./build.ts";
