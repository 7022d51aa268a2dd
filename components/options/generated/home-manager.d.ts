// No facts yet: `npm run options -- --for home-manager` makes the type of all options from the flake's own locked input.
import type { NixAttrs } from "../../nix/values.ts";

/** Takes every option until its facts are generated. */
export type HomeManagerConfig = NixAttrs;
