import { freemem } from "node:os";
import { withSlot } from "../process/index.ts";

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
  const { folder, waitSeconds, limit = evaluatorsByMemory() } = evaluators;
  return withSlot({ folder, name: "evaluator", limit, waitSeconds }, work);
}
