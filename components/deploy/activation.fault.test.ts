import CliTable from "cli-table3";
import { after, before, test } from "node:test";
import { Lab, labFolder } from "../../lab/index.ts";
import { allFaults } from "./faults/all-faults.ts";
import { FaultMachine } from "./faults/fault-machine.ts";
import { tryFault } from "./faults/fault.ts";
import { buildSystems, machineName } from "./faults/systems.ts";

// Every fault in every phase, one test each, on one lab machine whose disk is small enough to be filled. Ends with a table:
// where the machine ended, how long the deploy took, and how long after its end the machine was wholly in one
// system and reachable.
const lab = new Lab(labFolder("faults-test"));
const table = new CliTable({
  head: ["phase", "fault", "ends in", "deploy s", "recovery s", "told"],
  style: { head: [], border: [] },
});
let machine: FaultMachine;

before(async () => {
  await lab.up([machineName], { diskMebibytes: 256 });
  machine = await FaultMachine.of(lab, await buildSystems(lab));
});
after(async () => {
  await lab.down();
  console.log(table.toString());
});

for (const fault of allFaults) {
  test(`${fault.phase}: ${fault.name}`, async () => {
    const row = [fault.phase, fault.name];
    try {
      const survived = await tryFault(machine, fault);
      const place = survived.in === "old" ? "old system" : "new system";
      const times = [survived.deploySeconds.toFixed(1), survived.recoverySeconds.toFixed(1)];
      table.push([...row, place, ...times, shortened(survived.told)]);
    } catch (error) {
      table.push([...row, "NOT SURVIVED", "", "", shortened(String(error))]);
      throw error;
    }
  });
}

function shortened(text: string): string {
  const line = text.replace(/^\S+\s+✘ not switched: /, "");
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
