import type { OperationId, OperationSpec } from '../contract/operations.js';
import type { ErrorCode } from '../kernel/errors.js';

/** Upper bounds of the latency buckets in seconds. */
export const BUCKETS_S: readonly number[] = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];
const BUCKETS_MS = Float64Array.from(BUCKETS_S, (bound) => bound * 1_000);

export type Outcome = 'success' | ErrorCode;

/** What happened to one operation, or to requests that named none. */
export interface Tally {
  readonly operation: OperationSpec | undefined;
  readonly outcomes: Map<Outcome, number>;
  /** Requests per bucket, not cumulative; the last one is past all bounds. */
  readonly buckets: Float64Array;
  requests: number;
  replays: number;
  /** Successes that were not replays. */
  commits: number;
  totalMs: number;
}

/** Plain counters on the hot path; they become Prometheus text only when somebody scrapes. */
export interface Meter {
  /** `startedMs` on the `performance.now()` scale. */
  record(
    operation: OperationSpec | undefined,
    outcome: Outcome,
    replayed: boolean,
    startedMs: number,
  ): void;
  tallies(): Iterable<Tally>;
}

export function createMeter(): Meter {
  const tallies = new Map<OperationId | '', Tally>();

  const tallyOf = (operation: OperationSpec | undefined): Tally => {
    const id = operation === undefined ? '' : operation.id;
    let tally = tallies.get(id);
    if (tally === undefined) {
      const buckets = new Float64Array(BUCKETS_MS.length + 1);
      tally = {
        operation,
        outcomes: new Map(),
        buckets,
        requests: 0,
        replays: 0,
        commits: 0,
        totalMs: 0,
      };
      tallies.set(id, tally);
    }
    return tally;
  };
  return {
    tallies: () => tallies.values(),
    record(operation, outcome, replayed, startedMs) {
      const ms = performance.now() - startedMs;
      const tally = tallyOf(operation);
      tally.requests += 1;
      tally.totalMs += ms;
      if (replayed) tally.replays += 1;
      else if (outcome === 'success') tally.commits += 1;
      tally.outcomes.set(outcome, (tally.outcomes.get(outcome) ?? 0) + 1);
      const bucket = bucketOf(ms);
      tally.buckets[bucket] = (tally.buckets[bucket] ?? 0) + 1;
    },
  };
}

function bucketOf(ms: number): number {
  let bucket = 0;
  while (bucket < BUCKETS_MS.length && ms > (BUCKETS_MS[bucket] as number)) bucket += 1;
  return bucket;
}
