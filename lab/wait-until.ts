import { setTimeout as sleep } from "node:timers/promises";

/**
 * Asks again and again until the answer is no longer undefined.
 * @throws when that takes too long, saying what was waited for.
 */
export async function waitUntil<T>(
  what: string,
  options: { readonly timeoutSeconds: number; readonly intervalSeconds?: number },
  ask: () => Promise<T | undefined>,
): Promise<T> {
  const end = Date.now() + options.timeoutSeconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`${what}: not within ${options.timeoutSeconds} s`);
    await sleep((options.intervalSeconds ?? 0.03) * 1000);
  }
}
