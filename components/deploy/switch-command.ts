import { enableCompileCache } from "node:module";

// Before anything else is loaded: half of this program's start is turning TypeScript into what Node runs.
enableCompileCache();
const { explained, switchFromEnvironment } = await import("./switch-from-environment.ts");
try {
  await switchFromEnvironment();
} catch (error) {
  console.error(explained(error));
  process.exitCode = 1;
}
