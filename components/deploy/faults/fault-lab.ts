import { Lab, labFolder } from "../../../lab/index.ts";
import { FaultMachine } from "./fault-machine.ts";
import { buildSystems, machineName } from "./systems.ts";

/** A lab of its own with one machine to try faults on; its disk is small enough to be filled. */
export async function withFaultMachine<T>(
  labName: string,
  use: (machine: FaultMachine) => Promise<T>,
): Promise<T> {
  const lab = new Lab(labFolder(labName));
  try {
    await lab.up([machineName], { diskMebibytes: 256 });
    return await use(await FaultMachine.of(lab, await buildSystems(lab)));
  } finally {
    await lab.down();
  }
}
