import * as z from "zod";

/** A service on a certain host, as another declaration names it. */
export interface Reference<ServiceName extends string = string> {
  readonly kind: "reference";
  readonly host: string;
  readonly service: ServiceName;
}

/** What has a service's name; every service of the catalogue. */
interface Named<ServiceName extends string> {
  readonly serviceName: ServiceName;
}

/** Names the service that runs on `host`: `at("lilycove", ollama)`. The wrong service does not compile; a host without it does not plan. */
export function at<ServiceName extends string>(
  host: string,
  service: Named<ServiceName>,
): Reference<ServiceName> {
  return { kind: "reference", host, service: service.serviceName };
}

/** Schema of an argument that references a certain service on some host. */
export function ref<ServiceName extends string>(
  service: Named<ServiceName>,
): z.ZodType<Reference<ServiceName>, Reference<ServiceName>> {
  return z.custom<Reference<ServiceName>>(
    (value) => isReference(value) && value.service === service.serviceName,
    {
      error: `a reference to ${service.serviceName} such as at("mauville", ${service.serviceName})`,
    },
  );
}

/** Tells references from other values. */
export function isReference(value: unknown): value is Reference {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "reference";
}

/** All references inside a service's arguments, with the path of each. */
export function referencesIn(
  value: unknown,
  path: readonly string[] = [],
): { path: string; reference: Reference }[] {
  if (isReference(value)) return [{ path: path.join("."), reference: value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => referencesIn(child, [...path, key]));
}
