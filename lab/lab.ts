import { Command } from "commander";
import CliTable from "cli-table3";
import { CommandFailure } from "../components/process/index.ts";
import { allLabs } from "./all-labs.ts";
import { curl } from "./curl.ts";
import { activateOlderGeneration } from "./drift.ts";
import { labFolder } from "./folders.ts";
import { Lab } from "./laboratory.ts";
import { logOf } from "./logs.ts";
import { columnsOnly } from "./table-style.ts";

const program = new Command("lab")
  .description("Real systemd machines to rehearse a fleet on")
  .enablePositionalOptions()
  .option("--lab <name>", "another lab of this checkout than the one of the rehearsal");

function chosen(): Lab {
  const { lab: name } = program.opts<{ lab?: string }>();
  return name === undefined ? new Lab() : new Lab(labFolder(name));
}

program
  .command("up")
  .description("boot machines under these names")
  .argument("<host...>")
  .option("--tailnet <domain>", "domain of the stand-in tailnet")
  .option("--disk <MiB>", "size of each new machine's disk, kept in memory", Number)
  .action(async (hosts: string[], options: { tailnet?: string; disk?: number }) => {
    await chosen().up(hosts, {
      ...(options.tailnet !== undefined && { tailnet: options.tailnet }),
      ...(options.disk !== undefined && { diskMebibytes: options.disk }),
    });
    await showStatus(chosen());
  });

program
  .command("down")
  .description("stop and remove everything of the lab")
  .option("--all", "every lab of this checkout")
  .action(async (options: { all?: boolean }) => {
    const labs = options.all === true ? await allLabs() : [chosen()];
    for (const lab of labs) await lab.down();
  });

program
  .command("status")
  .description("the machines, what they run and where they are")
  .action(() => showStatus(chosen()));

program
  .command("exec")
  .description("run a command as root in a machine; works without network and sshd")
  .argument("<host>")
  .argument("<command...>")
  .passThroughOptions()
  .action(async (host: string, command: string[]) => {
    const anyCode = Array.from({ length: 256 }, (_, code) => code);
    show(await chosen().exec(host, command, { acceptExitCodes: anyCode, timeoutSeconds: 600 }));
  });

const oneByOne: readonly (readonly [string, string, (lab: Lab, host: string) => Promise<void>])[] = [
  ["reboot", "reboot politely", (lab, host) => lab.reboot(host)],
  ["cut", "pull the plug", (lab, host) => lab.powerCut(host)],
  ["stop", "shut down", (lab, host) => lab.stop(host)],
  ["start", "boot machines that are off", (lab, host) => lab.start(host)],
  ["unplug", "pull the network cables", (lab, host) => lab.faults.linkDown(host)],
  ["plug", "put the network cables back", (lab, host) => lab.faults.linkUp(host)],
  [
    "break",
    "activate an older generation by hand, behind Pulumi's back",
    async (lab, host) => {
      console.log(`${host} runs generation ${await activateOlderGeneration(lab, host)} again`);
    },
  ],
];
for (const [name, description, action] of oneByOne) {
  program
    .command(name)
    .description(description)
    .argument("<host...>")
    .action(async (hosts: string[]) => {
      for (const host of hosts) await action(chosen(), host);
    });
}

program
  .command("logs")
  .description("a machine's journal, also when it is off")
  .argument("<host>")
  .option("--lines <count>", "how many of the last lines", Number, 200)
  .action(async (host: string, options: { lines: number }) => {
    console.log(await logOf(chosen(), host, options.lines));
  });

program
  .command("curl")
  .description("curl from the lab's network: machines and the names they serve are found")
  .argument("<argument...>")
  .passThroughOptions()
  .allowUnknownOption()
  .action(async (args: string[]) => {
    show(await curl(chosen(), args));
  });

function show(result: { stdout: string; stderr: string; exitCode: number }): void {
  if (result.stdout !== "") console.log(result.stdout);
  if (result.stderr !== "") console.error(result.stderr);
  process.exitCode = result.exitCode;
}

async function showStatus(lab: Lab): Promise<void> {
  const table = new CliTable({
    head: ["machine", "state", "address", "tailnet", "generation", "system"],
    ...columnsOnly,
  });
  for (const { host, running, address, tailnetAddress, generation, system } of await lab.status()) {
    table.push([
      host,
      running ? "on" : "off",
      address,
      tailnetAddress,
      generation === undefined ? "" : String(generation),
      system?.replace(/^\/nix\/store\/\w+-/, "") ?? "",
    ]);
  }
  console.log(table.toString());
}

try {
  await program.parseAsync();
} catch (error) {
  // A bug shows where it is; everything else says what a person can do.
  console.error(
    error instanceof CommandFailure || (error instanceof Error && !(error instanceof TypeError))
      ? error.message
      : error,
  );
  process.exitCode = 1;
}
