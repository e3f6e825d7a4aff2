import { everyAnswer, maxMs, percentileMs } from './histograms.js';
import type { Recorder } from './histograms.js';
import type { Phase } from './arrivals.js';
import { isRequest } from './payments.js';

const PERCENTILE = { p50_ms: 50, p90_ms: 90, p99_ms: 99, p999_ms: 99.9, max_ms: 100 } as const;

export type LatencyMetric = keyof typeof PERCENTILE;

/**
 * A service-level objective as data. Latencies are upper limits in ms over successes, failures and
 * time-outs together; `error_rate` is an upper limit from 0 to 1; `achieved_share` (completed ÷
 * offered turns) and `achieved_rate` (completed turns per second) are lower limits.
 */
export type Threshold =
  | {
      readonly metric: LatencyMetric;
      readonly operation: string;
      readonly limit: number;
      readonly min_samples?: number;
    }
  | {
      readonly metric: 'error_rate' | 'achieved_share' | 'achieved_rate';
      readonly limit: number;
      readonly min_samples?: number;
    };

export interface ThresholdResult {
  readonly name: string;
  readonly limit: number;
  readonly actual: number;
  readonly samples: number;
  readonly ok: boolean;
}

export interface Measured {
  readonly recorder: Recorder;
  /** The phases that are judged; warm-up never is. */
  readonly phases: readonly Phase[];
  readonly offeredTurns: number;
  readonly completedTurns: number;
  /** Completed turns per second, counted until the last one ended. */
  readonly achievedRate: number;
  /** Offered turns per second; null where nothing is offered by plan (closed model). */
  readonly offeredRate: number | null;
}

const WHOLE = {
  error_rate: 'error rate',
  achieved_share: 'achieved ÷ offered rate, at least',
  achieved_rate: 'achieved turns per second, at least',
} as const;

/** A threshold as reports call it. */
export const nameOfThreshold = (threshold: Threshold): string =>
  'operation' in threshold
    ? `${threshold.operation} ${threshold.metric.slice(0, -3)} ms`
    : WHOLE[threshold.metric];

/** Judges every threshold. Fewer samples than `min_samples` (default 1) is never a pass. */
export function judgeThresholds(
  thresholds: readonly Threshold[],
  measured: Measured,
): readonly ThresholdResult[] {
  return thresholds.map((threshold) => judged(threshold, measured));
}

function judged(threshold: Threshold, measured: Measured): ThresholdResult {
  const { limit } = threshold;
  const name = nameOfThreshold(threshold);
  const enough = (samples: number): boolean => samples >= (threshold.min_samples ?? 1);
  switch (threshold.metric) {
    case 'error_rate': {
      const { errors, whole } = countsOf(measured);
      const actual = whole === 0 ? 1 : errors / whole;
      const ok = enough(whole) && actual <= limit;
      return { name, limit, actual, samples: whole, ok };
    }
    case 'achieved_share': {
      const samples = measured.offeredTurns;
      const actual = shareOf(measured);
      const ok = enough(samples) && actual >= limit;
      return { name, limit, actual, samples, ok };
    }
    case 'achieved_rate': {
      const samples = measured.completedTurns;
      const actual = measured.achievedRate;
      const ok = enough(samples) && actual >= limit;
      return { name, limit, actual, samples, ok };
    }
    default: {
      const series = measured.recorder.merged(threshold.operation, measured.phases);
      const all = everyAnswer(series);
      const percentile = PERCENTILE[threshold.metric];
      const actual = percentile === 100 ? maxMs(all) : percentileMs(all, percentile);
      const samples = all.totalCount;
      return { name, limit, actual, samples, ok: enough(samples) && actual <= limit };
    }
  }
}

const shareOf = (measured: Measured): number =>
  measured.offeredRate === null || measured.offeredRate === 0
    ? 0
    : measured.achievedRate / measured.offeredRate;

function countsOf(measured: Measured): { errors: number; whole: number } {
  let errors = 0;
  let whole = 0;
  for (const operation of measured.recorder.operations().filter(isRequest)) {
    const series = measured.recorder.merged(operation, measured.phases);
    errors += series.errors.totalCount;
    whole += series.errors.totalCount + series.latency.totalCount;
  }
  return { errors, whole };
}
