import { onHost, type Exposure } from "./exposure.ts";

/** How programs talk to an endpoint. */
export type Protocol = "http" | "tcp" | "udp";

/** A port on which a service answers, as the service declares it. */
export interface EndpointSpec {
  readonly protocol: Protocol;
  readonly port: number;
  /** Who may reach it. @default this host only */
  readonly exposure: Exposure;
  /** Path that answers 2xx or 3xx to `GET` when the service is well; HTTP only. @default "/" */
  readonly health?: string | undefined;
  /** systemd unit that listens. @default the service's first unit */
  readonly unit?: string | undefined;
}

interface EndpointOptions {
  readonly exposure?: Exposure;
  readonly unit?: string;
}

/** An HTTP endpoint. */
export function http(
  port: number,
  options: EndpointOptions & { readonly health?: string } = {},
): EndpointSpec {
  return { protocol: "http", port, exposure: onHost(), health: "/", ...options };
}

/** A TCP endpoint that does not speak HTTP. */
export function tcp(port: number, options: EndpointOptions = {}): EndpointSpec {
  return { protocol: "tcp", port, exposure: onHost(), ...options };
}

/** A UDP endpoint. */
export function udp(port: number, options: EndpointOptions = {}): EndpointSpec {
  return { protocol: "udp", port, exposure: onHost(), ...options };
}
