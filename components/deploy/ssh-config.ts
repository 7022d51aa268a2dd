import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ConnectionFailure } from "./ssh-failure.ts";
import type { Target } from "./target.ts";

/** A private folder with everything the ssh program needs for one machine and one operation. */
export interface SshFiles {
  readonly folder: string;
  /** ssh_config(5) that pins the host key and goes on with the user's own file. */
  readonly config: string;
  /** Socket of the multiplexed connection. */
  readonly controlPath: string;
}

/**
 * Writes the ssh_config and known_hosts of one machine.
 *
 * The machine's own block comes first, and ssh takes the first value it finds: jump hosts, identities and
 * proxies come from the user's file, and the pinned key cannot be weakened there. Jump hosts are not in the block, so
 * they keep the user's own known hosts.
 */
export async function writeSshFiles(target: Target, connectSeconds: number): Promise<SshFiles> {
  refuseOddNames(target);
  const folder = await mkdtemp(join(socketRoot(), "cfd-"));
  const files = { folder, config: join(folder, "config"), controlPath: join(folder, "s") };
  const knownHosts = join(folder, "known_hosts");
  await writeFile(knownHosts, `${target.host} ${target.hostKey}\n`);
  const included =
    target.sshConfig === undefined ? ["~/.ssh/config", "/etc/ssh/ssh_config"] : [resolve(target.sshConfig)];
  await writeFile(
    files.config,
    [
      `Host ${target.address}`,
      `  User ${target.user}`,
      ...(target.port === undefined ? [] : [`  Port ${target.port}`]),
      `  HostKeyAlias ${target.host}`,
      `  UserKnownHostsFile ${knownHosts}`,
      "  GlobalKnownHostsFile /dev/null",
      "  KnownHostsCommand none",
      "  StrictHostKeyChecking yes",
      "  UpdateHostKeys no",
      "  VerifyHostKeyDNS no",
      "  CheckHostIP no",
      "  BatchMode yes",
      `  ConnectTimeout ${Math.ceil(connectSeconds)}`,
      "  ConnectionAttempts 1",
      // A dead link is noticed within 12 s, so that the proof can be tried again over a new connection.
      "  ServerAliveInterval 3",
      "  ServerAliveCountMax 3",
      "  ControlMaster no",
      `  ControlPath ${files.controlPath}`,
      "  ControlPersist no",
      "  RequestTTY no",
      "  RemoteCommand none",
      "  SessionType default",
      "  ForwardAgent no",
      "  ForwardX11 no",
      "  ClearAllForwardings yes",
      "  LogLevel ERROR",
      "Match all",
      ...included.map((path) => `  Include ${path}`),
      "",
    ].join("\n"),
  );
  return files;
}

export async function removeSshFiles(files: SshFiles): Promise<void> {
  await rm(files.folder, { recursive: true, force: true });
}

/** A socket's path may have about 100 characters, and ssh adds 17 of its own: long temporary folders do not do. */
function socketRoot(): string {
  return tmpdir().length <= 40 && !/\s/.test(tmpdir()) ? tmpdir() : "/tmp";
}

function refuseOddNames(target: Target): void {
  const odd =
    !/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(target.host) ||
    !/^[A-Za-z0-9:][A-Za-z0-9._:%-]*$/.test(target.address) ||
    !/^[a-z_][a-z0-9_-]*$/.test(target.user) ||
    !/^[a-z0-9@.-]+ [A-Za-z0-9+/=]+$/.test(target.hostKey) ||
    /["\s]/.test(target.sshConfig ?? "");
  if (odd) {
    throw new ConnectionFailure(
      target.host,
      "other",
      `${target.host}: cannot connect: not a usable target: ${JSON.stringify(target)}; ` +
        "expected a host name, an address, a user and a host key as in known_hosts (ssh-ed25519 AAAA…)",
    );
  }
}
