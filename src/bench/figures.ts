/** What one round measured, and what its baseline measured right after it. */
export interface Pair {
  readonly measured: number;
  readonly baseline: number;
}

/** Pairs in short: medians, the median of the pairwise ratios, and how far those spread. */
export interface Comparison {
  readonly value: number;
  readonly baseline: number;
  readonly ratio: number;
  readonly min: number;
  readonly max: number;
}

export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('nothing has no median');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}

/**
 * Ratios are taken pair by pair, so that a machine which slows down for a while slows both sides
 * of a pair; the median of them is therefore not the ratio of the medians.
 */
export function compared(pairs: readonly Pair[]): Comparison {
  const ratios = pairs.map(({ measured, baseline }) => measured / baseline);
  return {
    value: median(pairs.map(({ measured }) => measured)),
    baseline: median(pairs.map(({ baseline }) => baseline)),
    ratio: median(ratios),
    min: Math.min(...ratios),
    max: Math.max(...ratios),
  };
}

export interface Sides<T> {
  measured(): Promise<T>;
  baseline(): Promise<T>;
}

/** A B A B …, one round at a time. */
export async function interleaved<T>(
  rounds: number,
  sides: Sides<T>,
): Promise<readonly { readonly measured: T; readonly baseline: T }[]> {
  const pairs: { measured: T; baseline: T }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    pairs.push({ measured: await sides.measured(), baseline: await sides.baseline() });
  }
  return pairs;
}
