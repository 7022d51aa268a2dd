import * as pulumi from "@pulumi/pulumi";
import { loadStackConfig } from "./components/deploy/index.ts";
import { loadFleet } from "./components/fleet/index.ts";
import { deploySites } from "./components/machines/index.ts";
import { generateFlake } from "./components/wiring/index.ts";

const root = import.meta.dirname;
const fleet = await loadFleet(root);
const config = loadStackConfig(fleet);
const { plans } = await generateFlake(root, fleet);
const machines = await deploySites(fleet, plans, config);

/** Generation that each machine runs, by host. */
export const generations = pulumi.output(
  Object.fromEntries(machines.map((machine) => [machine.host, machine.generation])),
);
