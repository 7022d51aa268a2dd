// Programs the machine itself has, as opposed to those set-up brought.
import { accessSync, constants, statSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { delimiter, join } from "node:path";
import { bin } from "./folders.mjs";

/** Where the machine has a program, set-up's own folder and npm's folders left out; undefined when nowhere. */
export function onPath(program, path = process.env.PATH ?? "") {
  for (const folder of path.split(delimiter)) {
    if (folder === "" || folder === bin || folder.includes("node_modules")) continue;
    const file = join(folder, program);
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return file;
    } catch {
      // not in this folder
    }
  }
  return undefined;
}

/** What a program says of its version, or an empty text when it does not run. */
export function versionText(file, args) {
  const { status, stdout } = spawnSync(file, args, { encoding: "utf8", timeout: 20_000 });
  return status === 0 ? stdout : "";
}
