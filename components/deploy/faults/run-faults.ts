import CliTable from "cli-table3";
import { allFaults } from "./all-faults.ts";
import { withFaultMachine } from "./fault-lab.ts";
import { tryFault, type Fault } from "./fault.ts";

/**
 * Tries every fault in every phase, prints one row each with the time to recovery, and ends with exit code 1 when one was
 * not survived. An argument chooses: faults whose phase or name contains it.
 */
const [wanted = ""] = process.argv.slice(2);
const chosen = allFaults.filter(({ phase, name }) => `${phase}: ${name}`.includes(wanted));
const table = new CliTable({
  head: ["phase", "fault", "ends in", "deploy s", "recovery s", "told"],
  style: { head: [] },
});
const failures: string[] = [];

await withFaultMachine("faults", async (machine) => {
  for (const [index, fault] of chosen.entries()) {
    process.stderr.write(`${index + 1}/${chosen.length} ${fault.phase}: ${fault.name}\n`);
    try {
      const survived = await tryFault(machine, fault);
      table.push([
        fault.phase,
        fault.name,
        survived.in === "old" ? "old system" : "new system",
        survived.deploySeconds.toFixed(1),
        survived.recoverySeconds.toFixed(1),
        shortened(survived.told),
      ]);
    } catch (error) {
      failures.push(failureOf(fault, error));
      table.push([fault.phase, fault.name, "NOT SURVIVED", "", "", shortened(String(error))]);
    }
  }
});
console.log(table.toString());
for (const failure of failures) console.error(failure);
console.log(`${chosen.length - failures.length} of ${chosen.length} survived`);
process.exitCode = failures.length === 0 ? 0 : 1;

function shortened(text: string): string {
  const line = text.replace(/^\S+\s+✘ not switched: /, "");
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

function failureOf(fault: Fault, error: unknown): string {
  return `\n${fault.phase}: ${fault.name}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
