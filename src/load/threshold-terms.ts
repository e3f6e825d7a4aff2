import type { Phase } from './arrivals.js';

export const LATENCY_METRICS = [
  'p50_ms',
  'p90_ms',
  'p95_ms',
  'p99_ms',
  'p999_ms',
  'max_ms',
] as const;

export type LatencyMetric = (typeof LATENCY_METRICS)[number];

/** How much of the run a threshold looks at; without it, every judged phase as one. */
export interface Stretch {
  /** One phase in place of all that are judged; it may be one that is otherwise not judged. */
  readonly phase?: Phase;
  /** Every full window of so many seconds must keep the limit, and hold `min_samples` samples. */
  readonly window_s?: number;
}

/** A limit on one figure; with fewer samples than `min_samples` (1) it is not kept. */
interface Bound {
  readonly limit: number;
  readonly min_samples?: number;
}

/** Over the whole run, whatever the operation. */
interface Whole {
  readonly operation?: undefined;
}

/**
 * A service-level objective as data. Latencies are upper limits in ms over successes, failures and
 * time-outs together; `error_rate` is an upper limit from 0 to 1; `achieved_share` (completed ÷
 * offered turns) and `achieved_rate` (completed turns, or within windows the sound answers of one
 * operation, per second) are lower limits; `unknown_outcomes` and `open_payments` are what the
 * money proof may leave behind; a `measure` is a figure that an observer of the scenario names.
 */
export type Threshold = Bound &
  (
    | ({ readonly metric: LatencyMetric; readonly operation: string } & Stretch)
    | ({ readonly metric: 'error_rate'; readonly operation?: string } & Stretch)
    | ({ readonly metric: 'achieved_rate'; readonly operation: string } & Stretch)
    | ({ readonly metric: 'achieved_share' | 'achieved_rate' } & Whole)
    | ({ readonly metric: 'unknown_outcomes' | 'open_payments' } & Whole)
    | ({
        readonly metric: 'measure';
        readonly measure: string;
        /** An upper limit unless this says otherwise. */
        readonly sense?: 'at least';
      } & Whole)
  );

export type ThresholdVerdict = 'met' | 'missed' | 'too few samples';

export interface ThresholdResult {
  readonly name: string;
  readonly metric: Threshold['metric'];
  readonly operation: string | null;
  readonly phase: Phase | null;
  readonly window_s: number | null;
  readonly sense: 'at most' | 'at least';
  readonly unit: 'ms' | 'share' | 'per second' | 'count' | 'as measured';
  readonly limit: number;
  /** Over windows: of the worst one. */
  readonly actual: number;
  /** Over windows: of the window that holds fewest. */
  readonly samples: number;
  readonly min_samples: number;
  readonly verdict: ThresholdVerdict;
  readonly ok: boolean;
}

const NAMES = {
  error_rate: 'error rate',
  achieved_share: 'achieved ÷ offered rate, at least',
  achieved_rate: 'achieved turns per second, at least',
  unknown_outcomes: 'money requests never explained',
  open_payments: 'payments not final after the run',
} as const;

/** A threshold as reports call it. */
export function nameOfThreshold(threshold: Threshold): string {
  const { operation, phase, windowS } = scopeOf(threshold);
  const words = [wordsOf(threshold, operation)];
  if (phase !== null) words.push(phase);
  if (windowS !== null) words.push(`any ${windowS} s`);
  return words.join(', ');
}

function wordsOf(threshold: Threshold, operation: string | null): string {
  const { metric } = threshold;
  if (metric === 'measure') return threshold.measure;
  if (isLatency(metric)) return `${operation} ${metric.slice(0, -3)} ms`;
  if (operation === null) return NAMES[metric];
  return metric === 'error_rate'
    ? `${operation} error rate`
    : `${operation} answers per second, at least`;
}

/** What it looks at, in one shape for every kind. */
export function scopeOf(threshold: Threshold): {
  readonly operation: string | null;
  readonly phase: Phase | null;
  readonly windowS: number | null;
} {
  return {
    operation: threshold.operation ?? null,
    phase: ('phase' in threshold ? threshold.phase : undefined) ?? null,
    windowS: ('window_s' in threshold ? threshold.window_s : undefined) ?? null,
  };
}

export const isLatency = (metric: string): metric is LatencyMetric =>
  LATENCY_METRICS.some((known) => known === metric);
