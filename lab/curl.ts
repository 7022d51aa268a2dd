import { join } from "node:path";
import { type RunResult, run } from "../components/process/index.ts";
import { sitesOf } from "./caddy-sites.ts";
import { writeIfChanged } from "./files.ts";
import { imageFolder } from "./folders.ts";
import type { Lab, MachineStatus } from "./laboratory.ts";
import { inLabNetwork } from "./network.ts";

const caddyConfig = "/etc/caddy/caddy_config";
const caddyAuthority = "/var/lib/caddy/pki/authorities/local/root.crt";

/** A name somebody in the lab can use, and the address it leads to. */
interface LabName {
  readonly name: string;
  readonly address: string;
}

/**
 * The machines by name and tailnet name, and every name a machine's Caddy serves:
 * at the machine's tailnet address where the site is bound to that, else at its local address.
 */
async function labNames(lab: Lab, machines: readonly MachineStatus[]): Promise<LabName[]> {
  const tailnet = await lab.tailnet();
  const own = machines.flatMap(({ host, tailnetAddress }) => [
    { name: host, address: tailnetAddress },
    { name: `${host}.${tailnet}`, address: tailnetAddress },
  ]);
  const served = await Promise.all(
    machines.map(async ({ host, address, tailnetAddress }) => {
      const file = await lab.exec(host, ["cat", caddyConfig], { acceptExitCodes: [0, 1] });
      return sitesOf(file.stdout).map(({ name, bind }) => ({
        name,
        address: bind.some((to) => [tailnetAddress, host, `${host}.${tailnet}`].includes(to))
          ? tailnetAddress
          : address,
      }));
    }),
  );
  const known = new Set(own.map(({ name }) => name));
  return [...own, ...served.flat().filter(({ name }) => !known.has(name))];
}

/** Runs curl from the lab's network: names lead to the lab's machines, and their own certificate authorities are trusted. */
export async function curl(lab: Lab, args: readonly string[], timeoutSeconds = 60): Promise<RunResult> {
  const client = join(lab.folder, "client");
  const machines = (await lab.status()).filter(({ running }) => running);
  const names = await labNames(lab, machines);
  const hosts = ["127.0.0.1 localhost", ...names.map(({ name, address }) => `${address} ${name}`), ""];
  await writeIfChanged(join(client, "etc/hosts"), hosts.join("\n"));
  const certificates = await Promise.all(
    machines.map(({ host }) => lab.exec(host, ["cat", caddyAuthority], { acceptExitCodes: [0, 1] })),
  );
  await writeIfChanged(
    join(client, "etc/ssl/certs/ca-certificates.crt"),
    certificates.map(({ stdout }) => `${stdout}\n`).join(""),
  );
  // The image with these two files over it is the root that curl sees; the mount goes with the process.
  const script =
    'mount -t overlay overlay -o "lowerdir=$1:$2" "$2/mnt" && root=$2/mnt && shift 2 && exec chroot "$root" curl -sS "$@"';
  return run(
    [
      ...inLabNetwork(lab.id),
      "unshare",
      "--mount",
      "--propagation=private",
      "sh",
      "-c",
      script,
      "sh",
      client,
      imageFolder(),
      ...args,
    ],
    { timeoutSeconds, phase: "curl", acceptExitCodes: Array.from({ length: 100 }, (_, code) => code) },
  );
}
