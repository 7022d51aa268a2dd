import { join } from "node:path";
import { run } from "../components/process/index.ts";
import { imageFolder } from "./folders.ts";
import type { Lab } from "./laboratory.ts";
import { machineFolders } from "./root-file-system.ts";

/** The last lines of a machine's journal, read from its disk, so that it may be off. */
export async function logOf(lab: Lab, host: string, lines: number): Promise<string> {
  await lab.machine(host);
  const journal = join(machineFolders(lab.folder, host).upper, "var/log/journal");
  const script =
    'mount --bind "$1" "$2/mnt" && exec chroot "$2" journalctl --no-pager --directory=/mnt --lines="$3"';
  const result = await run(
    [
      "unshare",
      "--mount",
      "--propagation",
      "private",
      "sh",
      "-c",
      script,
      "sh",
      journal,
      imageFolder(),
      String(lines),
    ],
    { timeoutSeconds: 30, host, phase: "logs" },
  );
  return result.stdout;
}
