import { isDeepStrictEqual } from "node:util";
import { deployPolicy, type DeployPolicy, type DeployPolicyInput } from "../fleet/deploy-policy.ts";

/**
 * What a policy says besides the defaults: all that Pulumi's state keeps of it, so that a new default makes
 * no machine look changed.
 */
export function ownPolicy(policy: DeployPolicy): NonNullable<DeployPolicyInput> {
  return withoutDefaults(policy, deployPolicy.parse({}));
}

function withoutDefaults<T extends object>(value: T, defaults: T): Partial<T> {
  const kept: Partial<T> = {};
  for (const key of keysOf(value)) {
    const own = value[key];
    const usual = defaults[key];
    if (isDeepStrictEqual(own, usual)) continue;
    kept[key] = own;
  }
  return kept;
}

function keysOf<T extends object>(value: T): (keyof T)[] {
  return Object.keys(value).filter((key): key is keyof T & string => key in value);
}
