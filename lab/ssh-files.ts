import { join } from "node:path";
import { writeIfChanged } from "./files.ts";
import { imageFolder } from "./folders.ts";
import type { Identity } from "./identity.ts";
import { inLabNetwork } from "./network.ts";

/** Files of a lab's folder that tell ssh how to reach its machines. */
export function sshFiles(folder: string): { readonly config: string; readonly knownHosts: string } {
  return { config: join(folder, "ssh_config"), knownHosts: join(folder, "known_hosts") };
}

/** Writes an ssh_config in which each host's own name and its address lead into the lab, and the host keys that belong to it. */
export async function writeSshFiles(
  folder: string,
  lab: string,
  machines: readonly Identity[],
  identityFile: string,
): Promise<void> {
  const { config, knownHosts } = sshFiles(folder);
  const proxy = [...inLabNetwork(lab), join(imageFolder(), "usr/bin/busybox"), "nc", "%h", "%p"];
  const blocks = machines.map(({ host, address }) =>
    [
      `Host ${host} ${address}`,
      `  HostName ${address}`,
      `  HostKeyAlias ${host}`,
      "  User root",
      `  IdentityFile ${quoted(identityFile)}`,
      "  IdentitiesOnly yes",
      `  UserKnownHostsFile ${quoted(knownHosts)}`,
      `  ProxyCommand ${proxy.map(quoted).join(" ")}`,
    ].join("\n"),
  );
  const common = [
    "Host *",
    "  BatchMode yes",
    "  StrictHostKeyChecking yes",
    "  GlobalKnownHostsFile /dev/null",
    "  ForwardAgent no",
    "  ConnectTimeout 5",
    "  LogLevel ERROR",
  ].join("\n");
  await writeIfChanged(config, `${[...blocks, common].join("\n\n")}\n`);
  await writeIfChanged(knownHosts, machines.map(({ host, hostKey }) => `${host} ${hostKey}\n`).join(""));
}

function quoted(word: string): string {
  return word.includes(" ") ? `"${word}"` : word;
}
