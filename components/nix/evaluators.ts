import { mkdir, writeFile } from "node:fs/promises";
import { freemem } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import lockfile from "proper-lockfile";

/** Memory that evaluating one NixOS host takes, about. */
const bytesPerEvaluation = 2 ** 30;

/** How many hosts may be evaluated at once, by all processes that share the folder. */
export interface Evaluators {
  /** Where the processes see each other. */
  readonly folder: string;
  /** @default by free memory, 1 GiB each */
  readonly limit?: number | undefined;
  /** How long to wait for others before giving up. */
  readonly waitSeconds: number;
}

/** As many evaluations as free memory has room for, at least one. */
export function evaluatorsByMemory(freeBytes: number = freemem()): number {
  return Math.max(1, Math.floor(freeBytes / bytesPerEvaluation));
}

/**
 * Does the work when fewer than the limit are at it; a killed process frees its place within seconds.
 * @throws {Error} when no place became free in time.
 */
export async function withEvaluator<T>(evaluators: Evaluators, work: () => Promise<T>): Promise<T> {
  const limit = evaluators.limit ?? evaluatorsByMemory();
  const release = await acquire(evaluators, limit);
  try {
    return await work();
  } finally {
    await release();
  }
}

async function acquire({ folder, waitSeconds }: Evaluators, limit: number): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true });
  const deadline = Date.now() + waitSeconds * 1000;
  do {
    for (let slot = 0; slot < limit; slot += 1) {
      const release = await tryLock(join(folder, `evaluator-${slot}`));
      if (release) return release;
    }
    // Unevenly, so that those who wait do not all try at once.
    await sleep(100 + Math.random() * 100);
  } while (Date.now() < deadline);
  throw new Error(`no evaluation of ${limit} at once came to its end within ${waitSeconds} s (${folder})`);
}

async function tryLock(file: string): Promise<(() => Promise<void>) | undefined> {
  let lost = false;
  try {
    await writeFile(file, "", { flag: "a" });
    const release = await lockfile.lock(file, {
      stale: 5000,
      update: 1000,
      // A machine that slept may lose its place; one evaluation more does no harm.
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
