import type { Phase } from './arrivals.js';
import { everyAnswer, maxMs, percentileMs } from './histograms.js';
import type { Recorder } from './histograms.js';
import { intervalPercentileMs, windowsOf } from './intervals.js';
import type { Interval } from './intervals.js';
import { isRequest } from './payments.js';
import { isLatency, scopeOf } from './threshold-terms.js';
import type { LatencyMetric, Threshold } from './threshold-terms.js';

/** What thresholds are judged on. */
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
  /** What the money proof could not explain, and payments that it found still open. */
  readonly unknownOutcomes: number;
  readonly openPayments: number;
  /** Named figures of observers, where the scenario has any. */
  readonly measures?: Readonly<Record<string, number>>;
}

export interface Reading {
  readonly actual: number;
  readonly samples: number;
  /** The samples are those of the poorest of several windows: what is missing there, stalled. */
  readonly perWindow?: boolean;
}

const PERCENTILE: Readonly<Record<LatencyMetric, number>> = {
  p50_ms: 50,
  p90_ms: 90,
  p95_ms: 95,
  p99_ms: 99,
  p999_ms: 99.9,
  max_ms: 100,
};

/** The figure that a threshold is about, and how many samples stand behind it. */
export function readingOf(threshold: Threshold, measured: Measured): Reading {
  const { operation, phase, windowS } = scopeOf(threshold);
  const phases = phase === null ? measured.phases : [phase];
  if (windowS !== null) return worstOf(threshold, measured.recorder, phases, windowS);
  const { metric } = threshold;
  if (metric === 'measure') return measureOf(threshold.measure, measured);
  if (isLatency(metric)) {
    const all = everyAnswer(measured.recorder.merged(operation ?? '', phases));
    const percentile = PERCENTILE[metric];
    const actual = percentile === 100 ? maxMs(all) : percentileMs(all, percentile);
    return { actual, samples: all.totalCount };
  }
  switch (metric) {
    case 'error_rate':
      return errorRate(measured.recorder, operation, phases);
    case 'achieved_share':
      return { actual: shareOf(measured), samples: measured.offeredTurns };
    case 'achieved_rate':
      return { actual: measured.achievedRate, samples: measured.completedTurns };
    case 'unknown_outcomes':
      return { actual: measured.unknownOutcomes, samples: 0 };
    case 'open_payments':
      return { actual: measured.openPayments, samples: 0 };
  }
}

/** What nobody measured has no sample, and is therefore no pass. */
function measureOf(name: string, { measures }: Measured): Reading {
  const actual = measures?.[name];
  return actual === undefined ? { actual: 0, samples: 0 } : { actual, samples: 1 };
}

const shareOf = (measured: Measured): number =>
  measured.offeredRate === null || measured.offeredRate === 0
    ? 0
    : measured.achievedRate / measured.offeredRate;

const requestsOf = (recorder: Recorder, operation: string | null): readonly string[] =>
  operation === null ? recorder.operations().filter(isRequest) : [operation];

function errorRate(
  recorder: Recorder,
  operation: string | null,
  phases: readonly Phase[],
): Reading {
  let errors = 0;
  let samples = 0;
  for (const name of requestsOf(recorder, operation)) {
    const series = recorder.merged(name, phases);
    errors += series.errors.totalCount;
    samples += series.errors.totalCount + series.latency.totalCount;
  }
  return { actual: samples === 0 ? 1 : errors / samples, samples };
}

/** The worst of the full windows; where there is none, no sample either. */
function worstOf(
  threshold: Threshold,
  recorder: Recorder,
  phases: readonly Phase[],
  windowS: number,
): Reading {
  const names = requestsOf(recorder, scopeOf(threshold).operation);
  const intervals = names.flatMap((name) => recorder.intervals(name, phases));
  const windows = windowsOf(intervals, fullSeconds(recorder, phases), windowS);
  if (windows.length === 0) return { actual: 0, samples: 0 };
  const figures = windows.map(({ interval }) => figureOf(threshold.metric, interval, windowS));
  return {
    actual: threshold.metric === 'achieved_rate' ? Math.min(...figures) : Math.max(...figures),
    samples: Math.min(...windows.map(({ interval }) => interval.samples)),
    perWindow: true,
  };
}

function figureOf(metric: Threshold['metric'], interval: Interval, windowS: number): number {
  const { samples, errors } = interval;
  if (isLatency(metric)) return intervalPercentileMs(interval, PERCENTILE[metric]);
  if (metric === 'error_rate') return samples === 0 ? 1 : errors / samples;
  return (samples - errors) / windowS;
}

/** From the first second that lies wholly in the phases to the last that does. */
function fullSeconds(
  recorder: Recorder,
  phases: readonly Phase[],
): { readonly fromSecond: number; readonly toSecond: number } {
  const seconds = requestsOf(recorder, null)
    .flatMap((name) => recorder.intervals(name, phases))
    .map(({ second }) => second);
  if (seconds.length === 0) return { fromSecond: 0, toSecond: 0 };
  const first = seconds.reduce((least, second) => Math.min(least, second));
  const last = seconds.reduce((most, second) => Math.max(most, second));
  // Other phases may have had a part of the first second, and the last one is cut short.
  return { fromSecond: first === 0 ? 0 : first + 1, toSecond: last };
}
