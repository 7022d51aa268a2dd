import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Work of which only so much may go on at once, counted over all processes that share the folder. */
export interface Slots {
  /** Where the processes see each other. */
  readonly folder: string;
  /** What is counted; the name of its files: `evaluator`. */
  readonly name: string;
  readonly limit: number;
  /** How long to wait for others before giving up. */
  readonly waitSeconds: number;
}

/**
 * Does the work when fewer than the limit are at it; a killed process frees its place within seconds.
 * @throws {Error} when no place became free in time.
 */
export async function withSlot<T>(slots: Slots, work: () => Promise<T>): Promise<T> {
  const release = await acquire(slots);
  try {
    return await work();
  } finally {
    await release();
  }
}

async function acquire({ folder, name, limit, waitSeconds }: Slots): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true });
  const deadline = Date.now() + waitSeconds * 1000;
  do {
    for (let slot = 0; slot < limit; slot += 1) {
      const release = await tryLock(join(folder, `${name}-${slot}`));
      if (release) return release;
    }
    // Unevenly, so that those who wait do not all try at once.
    await sleep(100 + Math.random() * 100);
  } while (Date.now() < deadline);
  throw new Error(`none of ${limit} places for "${name}" became free within ${waitSeconds} s (${folder})`);
}

async function tryLock(file: string): Promise<(() => Promise<void>) | undefined> {
  // Loaded by those who need it: most deploys wait for nobody.
  const { default: lockfile } = await import("proper-lockfile");
  let lost = false;
  try {
    await writeFile(file, "", { flag: "a" });
    const release = await lockfile.lock(file, {
      stale: 5000,
      update: 1000,
      // A machine that slept may lose its place; one more at work does no harm.
      onCompromised: () => {
        lost = true;
      },
    });
    return async () => {
      if (!lost) await release();
    };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ELOCKED") return undefined;
    throw error;
  }
}
