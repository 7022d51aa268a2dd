import { limitMemory, setFrozen } from "./cgroups.ts";
import type { Lab } from "./laboratory.ts";
import { isRunning } from "./machine.ts";
import { type Network, setCable } from "./network.ts";

/** Things that go wrong with machines, for real, and how to put them right again. */
export class Faults {
  readonly #lab: Lab;

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  /** Pulls a network cable. @default both */
  async linkDown(host: string, network?: Network): Promise<void> {
    await this.#cables(host, network, "down");
  }

  /** Puts a network cable back. @default both */
  async linkUp(host: string, network?: Network): Promise<void> {
    await this.#cables(host, network, "up");
  }

  /** The machine stops dead: nothing in it runs, connections stay open. */
  async freeze(host: string): Promise<void> {
    await setFrozen(this.#lab.id, host, true);
  }

  /** A frozen machine goes on where it was. */
  async thaw(host: string): Promise<void> {
    if (await isRunning({ lab: this.#lab.id, host })) await setFrozen(this.#lab.id, host, false);
  }

  /** All of the machine together gets this much memory, or what there is. */
  async limitMemory(host: string, mebibytes: number | undefined): Promise<void> {
    await limitMemory(this.#lab.id, host, mebibytes);
  }

  /** Fills the disk to the last byte; only for machines whose disk has a size of its own. */
  async fillDisk(host: string): Promise<void> {
    const size = await this.#lab.exec(host, ["stat", "--file-system", "--format=%T", "/"]);
    const free = await this.#lab.exec(host, ["df", "--output=avail", "-BM", "/"]);
    const mebibytes = Number.parseInt(free.stdout.split("\n")[1] ?? "", 10);
    if (!(mebibytes < 4096))
      throw new Error(
        `${host}: ${mebibytes} MiB of a ${size.stdout.trim()} disk are free; give it a disk of its own by diskMebibytes`,
      );
    await this.#lab.exec(host, ["dd", "if=/dev/zero", `of=${ballast}`, "bs=4k"], { acceptExitCodes: [0, 1] });
  }

  /** Undoes `fillDisk`. */
  async freeDisk(host: string): Promise<void> {
    await this.#lab.exec(host, ["rm", "-f", ballast]);
  }

  /** Makes /boot read-only until the next boot. */
  async readOnlyBoot(host: string): Promise<void> {
    await this.#lab.exec(host, ["mount", "--bind", "/boot", "/boot"]);
    await this.#lab.exec(host, ["mount", "-o", "remount,bind,ro", "/boot"]);
  }

  /** Undoes `readOnlyBoot`. */
  async writableBoot(host: string): Promise<void> {
    await this.#lab.exec(host, ["umount", "/boot"]);
  }

  async #cables(host: string, network: Network | undefined, state: "up" | "down"): Promise<void> {
    const { number } = await this.#lab.machine(host);
    const place = { lab: this.#lab.id, host, number };
    for (const one of network ? [network] : (["lan", "tailnet"] as const)) await setCable(place, one, state);
  }
}

const ballast = "/var/ballast";
