import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { run } from "../components/process/index.ts";
import { makeFolder, readIfThere, writeIfChanged } from "./files.ts";

/** What stays the same for a machine however often it is made anew. */
export interface Identity {
  readonly host: string;
  /** Last number of both its addresses. */
  readonly number: number;
  /** On the local network: `10.77.0.11`. */
  readonly address: string;
  /** On the stand-in tailnet: `100.64.0.11`. */
  readonly tailnetAddress: string;
  /** `ssh-ed25519 AAAA…` */
  readonly hostKey: string;
  /** File of the private host key. */
  readonly hostKeyFile: string;
}

const numbersSchema = z.record(z.string(), z.int());

/** The machines' numbers and host keys, kept in the lab's folder; hosts not met before get the next number and a new key. */
export async function identities(folder: string, hosts: readonly string[]): Promise<Identity[]> {
  const file = join(folder, "keys", "numbers.json");
  await makeFolder(join(folder, "keys"));
  const numbers = numbersSchema.parse(JSON.parse((await readIfThere(file)) ?? "{}"));
  for (const host of hosts) numbers[host] ??= Math.max(10, ...Object.values(numbers)) + 1;
  await writeIfChanged(file, `${JSON.stringify(numbers, null, 2)}\n`);
  return Promise.all(
    Object.entries(numbers).map(async ([host, number]) => {
      const hostKeyFile = join(folder, "keys", host);
      return {
        host,
        number,
        address: `10.77.0.${number}`,
        tailnetAddress: `100.64.0.${number}`,
        hostKey: await publicKey(hostKeyFile),
        hostKeyFile,
      };
    }),
  );
}

/** The public half of a key file, made when missing: `ssh-ed25519 AAAA…`. */
export async function publicKey(file: string): Promise<string> {
  if ((await readIfThere(`${file}.pub`)) === undefined) {
    await run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", file], { timeoutSeconds: 10 });
  }
  return (await readFile(`${file}.pub`, "utf8")).trim();
}
