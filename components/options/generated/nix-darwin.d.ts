// No facts yet: `npm run options -- --for nix-darwin` makes the type of all options from the flake's own locked input.
import type { NixAttrs } from "../../nix/values.ts";

/** Takes every option until its facts are generated. */
export type DarwinConfig = NixAttrs;
