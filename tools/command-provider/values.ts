// Property values as Pulumi sends them: plain JSON in which secrets, unknowns and assets are marked.

/** Any value that can cross the wire. */
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

/** The properties of a resource, or the arguments or results of a function. */
export type Properties = Record<string, Value>;

/** Key that marks an object as a special value; @see https://github.com/pulumi/pulumi sdk/nodejs/runtime/rpc.ts */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** Stands for a value that a preview cannot know yet. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const isObject = (value: Value | undefined): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isSecret = (value: Properties): boolean => value[signatureKey] === secretSignature;

/** The value kept encrypted in the state and hidden on screen. */
export function secret(value: Value): Value {
  return { [signatureKey]: secretSignature, value };
}

/** Whether the value is secret or holds a secret. */
export function hasSecret(value: Value | undefined): boolean {
  if (Array.isArray(value)) return value.some(hasSecret);
  if (!isObject(value)) return false;
  return isSecret(value) || Object.values(value).some(hasSecret);
}

/** The value with its secrets laid open, at every depth. */
export function reveal(value: Value): Value {
  if (Array.isArray(value)) return value.map(reveal);
  if (!isObject(value)) return value;
  if (isSecret(value)) return reveal(value["value"] ?? null);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, reveal(inner)]));
}

/** A loosely typed value as what it is. @throws Error for what JSON cannot hold */
export function toValue(raw: unknown): Value {
  if (raw === undefined || raw === null) return null;
  if (typeof raw === "boolean" || typeof raw === "number" || typeof raw === "string") return raw;
  if (Array.isArray(raw)) return raw.map(toValue);
  if (typeof raw === "object") return toProperties(raw);
  throw new Error(`a value of type ${typeof raw} cannot be a property`);
}

/** An object's members as properties. @throws Error for what JSON cannot hold */
export function toProperties(raw: object): Properties {
  return Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, toValue(value)]));
}

/** Whether the value is not known yet. */
export function isUnknown(value: Value): boolean {
  return value === unknown;
}
