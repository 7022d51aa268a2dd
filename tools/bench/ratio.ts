/** Two things measured in turn, so that both meet the same machine. */
export interface Ratio {
  /** What was measured: `pulumi preview, nothing changed`. */
  readonly name: string;
  /** What it was measured against. */
  readonly against: string;
  /** Medians, in seconds. */
  readonly seconds: number;
  readonly referenceSeconds: number;
  /** The ratio must not be greater. @default it is only told */
  readonly atMost?: number | undefined;
}

/** How often each thing is done; the median counts. */
const rounds = 5;

/** Measures something against a reference: first each once unmeasured, then in turn. */
export async function ratio(
  about: Pick<Ratio, "name" | "against" | "atMost">,
  measured: () => Promise<void>,
  reference: () => Promise<void>,
): Promise<Ratio> {
  await measured();
  await reference();
  const seconds: number[] = [];
  const referenceSeconds: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    seconds.push(await time(measured));
    referenceSeconds.push(await time(reference));
  }
  return { ...about, seconds: median(seconds), referenceSeconds: median(referenceSeconds) };
}

async function time(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
