import { discover } from "./discover.ts";
import type { Fleet } from "./fleet.ts";
import { resolveFleet } from "./resolve.ts";

/**
 * Loads the fleet below `root` (`fleet.ts`, `hosts/*.ts`) and checks all of it.
 * @throws {FleetError} with every mistake at once.
 */
export async function loadFleet(root: string): Promise<Fleet> {
  return resolveFleet(root, await discover(root));
}
