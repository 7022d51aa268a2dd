import * as z from "zod";
import { domainName, sshPublicKey, timeZone } from "./schemas.ts";

/** Schema of what holds for the whole fleet. */
export const fleetSchema = z.strictObject({
  /** Where NixOS comes from, as a flake reference: `github:NixOS/nixpkgs/nixos-25.11`. */
  nixpkgs: z.string().regex(/^github:[\w.-]+\/[\w.-]+\/[\w./-]+$/, {
    error: "a branch on GitHub such as github:NixOS/nixpkgs/nixos-25.11",
  }),
  /** Domain of the tailnet; machines are reached as `<host>.<tailnet>`. */
  tailnet: domainName,
  /** Address for certificate authorities to write to. */
  acmeEmail: z.email({ error: "an e-mail address such as admin@example.org" }),
  /** Public SSH keys that may log in to deploy. */
  deployKeys: z.array(sshPublicKey),
  /** Data centers by name. */
  sites: z.record(
    z.string(),
    z.strictObject({
      timeZone,
      /** Host that serves the site's public names. @default the site has none */
      edge: z.string().optional(),
    }),
  ),
});

/** What holds for the whole fleet. */
export type FleetSettings = z.output<typeof fleetSchema>;

/** What `defineFleet` returns; checked when the fleet is loaded. */
export interface FleetDeclaration {
  readonly kind: "fleet";
  readonly spec: z.input<typeof fleetSchema>;
}

/** Declares what holds for the whole fleet, in `fleet.ts`. */
export function defineFleet(spec: z.input<typeof fleetSchema>): FleetDeclaration {
  return { kind: "fleet", spec };
}
