import { relative } from "node:path";
import { parseArgs } from "node:util";
import { FleetError, loadFleet } from "../fleet/index.ts";
import { generateFlake } from "./generate.ts";

// npm run generate [-- --check]: writes flake/, or with --check says what is stale and exits with 1.
const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const root = process.cwd();

try {
  const { folder, changes } = await generateFlake(root, await loadFleet(root), { check: values.check });
  const count = changes.written.length + changes.deleted.length;
  const place = relative(root, folder);
  for (const path of changes.written)
    console.log(`${values.check ? "stale  " : "written"}  ${place}/${path}`);
  for (const path of changes.deleted)
    console.log(`${values.check ? "obsolete" : "deleted "}  ${place}/${path}`);
  if (count === 0) console.log(`${place} is up to date`);
  else if (values.check) {
    console.error(`${place} is stale: run npm run generate and commit it`);
    process.exitCode = 1;
  }
} catch (error) {
  if (!(error instanceof FleetError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
