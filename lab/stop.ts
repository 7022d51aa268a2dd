import { automation } from "@pulumi/pulumi";
import { allLabs } from "./all-labs.ts";
import { checkout } from "./folders.ts";
import { endOrphans } from "./orphans.ts";
import { rehearsalStack } from "./rehearsal-stack.ts";

/** Ends the rehearsal: all machines of this checkout go, and with them what Pulumi knows of them. */
for (const lab of await allLabs()) await lab.down();

const workspace = await automation.LocalWorkspace.create({
  workDir: checkout,
  envVars: rehearsalStack.environment,
});
const stacks = await workspace.listStacks();
if (stacks.some(({ name }) => name === rehearsalStack.name)) {
  // The next machines are new ones: nothing that was known of these holds for them.
  await workspace.removeStack(rehearsalStack.name, { force: true, preserveConfig: true });
}
await endOrphans();
console.log("All lab machines are gone.");
