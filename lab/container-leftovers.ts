import { rmdir } from "node:fs/promises";

/** Folders systemd-nspawn makes and keeps; removed when nobody uses them. */
const folders = [
  "/run/systemd/nspawn/propagate",
  "/run/systemd/nspawn/unix-export",
  "/run/systemd/nspawn/locks",
  "/run/systemd/nspawn",
];

/** Removes what the container runner leaves in /run once the last container of this computer is gone. */
export async function removeContainerLeftovers(): Promise<void> {
  for (const folder of folders) await rmdir(folder).catch(() => {});
}
