import CliTable from "cli-table3";
import { deployCost } from "./bench/deploy-cost.ts";
import { noOp } from "./bench/no-op.ts";
import type { Ratio } from "./bench/ratio.ts";

/** What `npm run bench` measures, one after the other. */
const benches: readonly (() => Promise<Ratio[]>)[] = [noOp, deployCost];

const table = new CliTable({ head: ["what", "against", "seconds", "against, seconds", "ratio", "at most"] });
for (const bench of benches) {
  for (const { name, against, seconds, referenceSeconds, atMost } of await bench()) {
    const ratio = seconds / referenceSeconds;
    table.push([
      name,
      against,
      seconds.toFixed(2),
      referenceSeconds.toFixed(2),
      ratio.toFixed(2),
      atMost === undefined ? "" : atMost.toFixed(1),
    ]);
    if (atMost !== undefined && ratio > atMost) process.exitCode = 1;
  }
}
console.log(table.toString());
if (process.exitCode === 1) console.error("a ratio is greater than it may be");
