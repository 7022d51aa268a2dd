import { readdir, rmdir } from "node:fs/promises";
import { run } from "../components/process/index.ts";

/** One of a machine's two network cards. */
export type Network = "lan" | "tailnet";

/** A machine's place in the lab's networks. */
export interface Place {
  readonly lab: string;
  readonly host: string;
  readonly number: number;
}

/** The network namespace with both bridges; who enters it stands in the lab. */
export function switchNamespace(lab: string): string {
  return `lab-${lab}`;
}

/** The network namespace of one machine; it outlives reboots, and so do its addresses. */
export function machineNamespace(lab: string, host: string): string {
  return `lab-${lab}-${host}`;
}

/** Runs a program in the lab's network. */
export function inLabNetwork(lab: string): readonly [string, ...string[]] {
  return ["nsenter", `--net=/run/netns/${switchNamespace(lab)}`];
}

const cards: Record<Network, { card: string; bridge: string; prefix: string; subnet: string }> = {
  lan: { card: "lan0", bridge: "lan", prefix: "l", subnet: "10.77.0" },
  tailnet: { card: "tailscale0", bridge: "tailnet", prefix: "t", subnet: "100.64.0" },
};
const networks: readonly Network[] = ["lan", "tailnet"];

/** Makes the two bridges, with the controller at number 1; no route leads out of them. */
export async function makeSwitch(lab: string): Promise<void> {
  const namespace = switchNamespace(lab);
  if ((await namespaces()).includes(namespace)) return;
  await addNamespace(namespace);
  await ip(namespace, [
    "link set lo up",
    ...networks.flatMap((network) => {
      const { bridge, subnet } = cards[network];
      return [
        `link add ${bridge} type bridge`,
        `addr add ${subnet}.1/24 dev ${bridge}`,
        `link set ${bridge} up`,
      ];
    }),
  ]);
}

/** Plugs a machine into both networks. */
export async function plugIn({ lab, host, number }: Place): Promise<void> {
  const inside = machineNamespace(lab, host);
  if ((await namespaces()).includes(inside)) return;
  await addNamespace(inside);
  await ip(
    switchNamespace(lab),
    networks.flatMap((network) => {
      const { card, bridge, prefix } = cards[network];
      return [
        `link add ${prefix}${number} type veth peer name ${card} netns ${inside}`,
        `link set ${prefix}${number} master ${bridge} up`,
      ];
    }),
  );
  await ip(inside, [
    "link set lo up",
    ...networks.flatMap((network) => {
      const { card, subnet } = cards[network];
      return [`addr add ${subnet}.${number}/24 dev ${card}`, `link set ${card} up`];
    }),
  ]);
}

/** Pulls a machine's cable at the switch, or puts it back. */
export async function setCable(place: Place, network: Network, state: "up" | "down"): Promise<void> {
  await ip(switchNamespace(place.lab), [`link set ${cards[network].prefix}${place.number} ${state}`]);
}

/** Removes all of a lab's namespaces, and with them its bridges and cables. */
export async function removeNetwork(lab: string): Promise<void> {
  const mine = (await namespaces()).filter(
    (name) => name === switchNamespace(lab) || name.startsWith(`${switchNamespace(lab)}-`),
  );
  await Promise.all(mine.map((name) => run(["ip", "netns", "del", name], { timeoutSeconds: 10 })));
  if ((await namespaces()).length === 0) await removeNamespaceFolder();
}

/** The first `ip netns add` mounts this folder upon itself; with the last namespace it goes. */
async function removeNamespaceFolder(): Promise<void> {
  try {
    await run(["umount", "/run/netns"], { timeoutSeconds: 5, acceptExitCodes: [0, 1, 32] });
    await rmdir("/run/netns");
  } catch {
    // Somebody else has just made a namespace, or the folder was never there.
  }
}

/** Names of all network namespaces of this computer. */
export async function namespaces(): Promise<string[]> {
  try {
    return await readdir("/run/netns");
  } catch {
    return [];
  }
}

async function addNamespace(name: string): Promise<void> {
  await run(["ip", "netns", "add", name], { timeoutSeconds: 10 });
}

async function ip(namespace: string, lines: readonly string[]): Promise<void> {
  await run(["ip", "-n", namespace, "-batch", "-"], { timeoutSeconds: 10, stdin: `${lines.join("\n")}\n` });
}
