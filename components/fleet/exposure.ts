import * as z from "zod";
import { domainName } from "./schemas.ts";

/** Who may reach an endpoint: programs on the same host, the tailnet, or everybody through the site's edge host. */
export type Exposure =
  | { readonly to: "host" }
  | { readonly to: "tailnet"; readonly domain?: string | undefined }
  | { readonly to: "public"; readonly domain?: string | undefined };

/** Only programs on the same host reach it. */
export function onHost(): Exposure {
  return { to: "host" };
}

/**
 * Every machine and person on the tailnet reaches it.
 * @param domain Name under which the host's Caddy serves it on the tailnet interface only: `karakeep.home.example.org`.
 *   @default none: it is reached as `<host>:<port>`
 */
export function onTailnet(domain?: string): Exposure {
  return { to: "tailnet", domain };
}

/**
 * Everybody reaches it: an HTTP endpoint under a name through the edge host of its site, a TCP or UDP one at its host's own address.
 * @param domain Public name, `karakeep.cute.haus`; HTTP endpoints need one, others have none.
 */
export function publicly(domain?: string): Exposure {
  return { to: "public", domain };
}

/** The name under which an endpoint is served, where it has one. */
export function domainOf(endpoint: { readonly exposure: Exposure }): string | undefined {
  return endpoint.exposure.to === "host" ? undefined : endpoint.exposure.domain;
}

/** Schema of an argument that says who may reach an endpoint. */
export const exposure: z.ZodType<Exposure, Exposure> = z.discriminatedUnion("to", [
  z.strictObject({ to: z.literal("host") }),
  z.strictObject({ to: z.literal("tailnet"), domain: domainName.optional() }),
  z.strictObject({ to: z.literal("public"), domain: domainName.optional() }),
]);
