import { join } from "node:path";
import { automation } from "@pulumi/pulumi";
import { Listr } from "listr2";
import { FleetError, loadFleet, type Fleet } from "../components/fleet/index.ts";
import { checkout } from "./folders.ts";
import { Lab } from "./laboratory.ts";
import { rehearsalStack } from "./rehearsal-stack.ts";
import { RehearsalProgress } from "./rehearsal-progress.ts";
import { askServices, rehearsalTable } from "./rehearsal-table.ts";

/** Boots lab machines for the whole fleet and deploys the fleet to them. */
async function rehearse(): Promise<boolean> {
  const fleet = await loadFleet(checkout);
  const lab = new Lab();
  const hosts = fleet.hosts.map(({ name }) => name);
  const sites = [...new Set(fleet.hosts.map(({ site }) => site.name))];
  console.log(`Rehearsing site ${sites.join(" and ")} on ${hosts.length} lab machines`);

  const started = Date.now();
  await lab.up(hosts, { tailnet: fleet.settings.tailnet });
  console.log(`  ${hosts.length} machines booted in ${((Date.now() - started) / 1000).toFixed(1)} s`);

  const failure = await deploy(hosts);
  if (failure !== undefined) {
    console.error(
      `\n${failure}\n\nNext: mend what it says, then npm start again; npm run stop takes the machines away.`,
    );
    return false;
  }
  return showResult(lab, fleet);
}

/** Runs `pulumi up` on the stack. @returns what Pulumi printed, when it failed */
async function deploy(hosts: readonly string[]): Promise<string | undefined> {
  const stack = await automation.LocalWorkspace.createOrSelectStack(
    { stackName: rehearsalStack.name, workDir: checkout },
    { envVars: rehearsalStack.environment },
  );
  const titles = new Map<string, (line: string) => void>();
  const progress = new RehearsalProgress(hosts, (host, line) => titles.get(host)?.(line));
  const width = Math.max(...hosts.map((host) => host.length));
  const shown = new Listr(
    hosts.map((host) => ({
      title: `${host.padEnd(width)}   …`,
      task: async (_, task) => {
        titles.set(host, (line) => (task.title = `${host.padEnd(width)}   ${line}`));
        await progress.ended(host);
        task.title = `${host.padEnd(width)}   ${progress.line(host) || "unchanged"}`;
      },
    })),
    { concurrent: true, exitOnError: false },
  ).run();
  const printed: string[] = [];
  try {
    await stack.up({
      color: "never",
      continueOnError: true,
      onEvent: (event) => progress.see(event),
      onOutput: (text) => printed.push(text),
      onError: (text) => printed.push(text),
    });
    progress.finish(true);
    return undefined;
  } catch (error) {
    progress.finish(false);
    return printed.join("").trim() || (error instanceof Error ? error.message : String(error));
  } finally {
    await shown;
  }
}

async function showResult(lab: Lab, fleet: Fleet): Promise<boolean> {
  const [machines, answers] = await Promise.all([lab.status(), askServices(lab, fleet)]);
  const [example] = fleet.hosts;
  console.log(`\n${rehearsalTable(fleet, machines, answers)}

Try: edit a port in ${join("hosts", `${example?.name ?? "…"}.ts`)}, then  npm run pulumi -- preview --diff
     npm run lab -- break ${example?.name ?? "…"}   (activates an older generation behind Pulumi's back; then npm run pulumi -- refresh)
     npm run lab -- --help   (reboot, cut the power, unplug, curl, …)
     npm run stop`);
  return answers.every(({ well }) => well);
}

try {
  if (!(await rehearse())) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof FleetError ? error.message : error);
  process.exitCode = 1;
}
