import { base } from "./base.ts";
import type { Wiring } from "./define-wiring.ts";
import { firewall } from "./firewall.ts";
import { ingress } from "./ingress.ts";
import { knownHosts } from "./known-hosts.ts";

/** Every concern that is derived from the fleet; adding a file here is all that it takes. */
export const allWirings: readonly Wiring[] = [base, firewall, ingress, knownHosts];
