import { readingOf } from './readings.js';
import type { Measured } from './readings.js';
import { isLatency, nameOfThreshold, scopeOf } from './threshold-terms.js';
import type { Threshold, ThresholdResult } from './threshold-terms.js';

export type { Measured } from './readings.js';
export { nameOfThreshold } from './threshold-terms.js';
export type { Threshold, ThresholdResult } from './threshold-terms.js';

/**
 * Judges every threshold. Fewer samples than `min_samples` (default 1) never keep a promise; they
 * break it only where their absence is what was promised against: in a window, or as a rate.
 */
export function judgeThresholds(
  thresholds: readonly Threshold[],
  measured: Measured,
): readonly ThresholdResult[] {
  return thresholds.map((threshold) => judged(threshold, measured));
}

function judged(threshold: Threshold, measured: Measured): ThresholdResult {
  const { metric, limit } = threshold;
  const { operation, phase, windowS } = scopeOf(threshold);
  const { actual, samples, perWindow = false } = readingOf(threshold, measured);
  const lower = isLower(threshold);
  // What the proof left behind is counted, not sampled: none at all is the best there is.
  const least = isLeftBehind(metric) ? 0 : (threshold.min_samples ?? 1);
  const kept = lower ? actual >= limit : actual <= limit;
  const enough = samples >= least;
  const stalled = perWindow || (metric === 'achieved_rate' && !kept);
  const verdict = enough && kept ? 'met' : enough || stalled ? 'missed' : 'too few samples';
  return {
    name: nameOfThreshold(threshold),
    metric,
    operation,
    phase,
    window_s: windowS,
    sense: lower ? 'at least' : 'at most',
    unit: unitOf(metric),
    limit,
    actual,
    samples,
    min_samples: least,
    verdict,
    ok: verdict === 'met',
  };
}

const isLower = (threshold: Threshold): boolean =>
  threshold.metric === 'achieved_share' ||
  threshold.metric === 'achieved_rate' ||
  (threshold.metric === 'measure' && threshold.sense === 'at least');

const isLeftBehind = (metric: Threshold['metric']): boolean =>
  metric === 'unknown_outcomes' || metric === 'open_payments';

function unitOf(metric: Threshold['metric']): ThresholdResult['unit'] {
  if (isLatency(metric)) return 'ms';
  if (isLeftBehind(metric)) return 'count';
  if (metric === 'measure') return 'as measured';
  return metric === 'achieved_rate' ? 'per second' : 'share';
}
