/** A machine as SSH finds it. */
export interface Target {
  /** Name of the host in the fleet; its host key is pinned under this name. */
  readonly host: string;
  /** DNS name, IP address or name in the ssh_config. */
  readonly address: string;
  /** root, or a user with passwordless sudo. */
  readonly user: string;
  /** @default what the ssh_config says, else 22 */
  readonly port?: number | undefined;
  /** Public host key as in known_hosts: `ssh-ed25519 AAAA…`. */
  readonly hostKey: string;
  /** Path of an ssh_config(5) file to use instead of `~/.ssh/config`. */
  readonly sshConfig?: string | undefined;
}
