import type { Phase } from './arrivals.js';
import { everyAnswer, maxMs, percentileMs } from './histograms.js';
import type { Recorder, Series } from './histograms.js';
import { intervalPercentileMs, mergedIntervals } from './intervals.js';
import type { Interval } from './intervals.js';
import type {
  LatencySummary,
  OperationLatency,
  OperationSeries,
  ReportedSecond,
} from './load-report.js';
import { isRequest } from './payments.js';
import type { Second } from './series.js';

interface Recorded {
  readonly recorder: Recorder;
  readonly phases: readonly Phase[];
  readonly judged: readonly Phase[];
}

/** Every series over the judged phases, and each phase by itself. */
export function latenciesOf({
  recorder,
  phases,
  judged,
}: Recorded): Readonly<Record<string, OperationLatency>> {
  const latencies: Record<string, OperationLatency> = {};
  for (const operation of recorder.operations()) {
    const each: Record<Phase, LatencySummary> = {};
    for (const phase of phases) {
      const summary = summaryOf(recorder.merged(operation, [phase]));
      if (summary.samples > 0) each[phase] = summary;
    }
    latencies[operation] = { ...summaryOf(recorder.merged(operation, judged)), phases: each };
  }
  return latencies;
}

/** Fewer samples than this say nothing about one in a thousand. */
const SAMPLES_FOR_P999 = 10_000;

function summaryOf(series: Series): LatencySummary {
  const all = everyAnswer(series);
  return {
    samples: all.totalCount,
    errors: series.errors.totalCount,
    p50: percentileMs(all, 50),
    p90: percentileMs(all, 90),
    p95: percentileMs(all, 95),
    p99: percentileMs(all, 99),
    p999: all.totalCount >= SAMPLES_FOR_P999 ? percentileMs(all, 99.9) : null,
    max: maxMs(all),
    service_p50: percentileMs(series.service, 50),
    service_p99: percentileMs(series.service, 99),
  };
}

/** A longer run is drawn in wider steps. */
const MOST_POINTS = 600;

/** Each operation in the course of the run, warm-up included. */
export function operationSeriesOf({
  recorder,
  phases,
}: Recorded): Readonly<Record<string, OperationSeries>> {
  const series: Record<string, OperationSeries> = {};
  for (const operation of recorder.operations()) {
    const intervals = recorder.intervals(operation, phases);
    const last = intervals.reduce((most, { second }) => Math.max(most, second), 0);
    const intervalS = Math.ceil((last + 1) / MOST_POINTS);
    const points = grouped(intervals, intervalS).map((interval) => ({
      at_s: interval.second * intervalS,
      samples: interval.samples,
      errors: interval.errors,
      p50_ms: intervalPercentileMs(interval, 50),
      p99_ms: intervalPercentileMs(interval, 99),
    }));
    series[operation] = { request: isRequest(operation), interval_s: intervalS, points };
  }
  return series;
}

/** Intervals by steps of so many seconds, in their order; steps without any are left out. */
function grouped(intervals: readonly Interval[], widthS: number): readonly Interval[] {
  const steps = new Map<number, Interval[]>();
  for (const interval of intervals) {
    const step = Math.floor(interval.second / widthS);
    const group = steps.get(step);
    if (group) group.push(interval);
    else steps.set(step, [interval]);
  }
  return [...steps]
    .sort(([one], [other]) => one - other)
    .map(([step, group]) => mergedIntervals(group, step));
}

/** The seconds of the run with what the recorder knows of each. */
export function secondsOf(
  series: readonly Second[],
  { recorder, phases }: Recorded,
  mode: string,
): readonly ReportedSecond[] {
  const bySecond = (intervals: readonly Interval[]): ReadonlyMap<number, Interval> =>
    new Map(grouped(intervals, 1).map((interval) => [interval.second, interval]));
  const requests = recorder.operations().filter(isRequest);
  const answers = bySecond(requests.flatMap((name) => recorder.intervals(name, phases)));
  const lags = bySecond(recorder.lagIntervals(phases));
  return series.map((second, at) => {
    const lag = lags.get(at);
    return {
      ...second,
      offered: mode === 'open' ? (lag?.samples ?? 0) : null,
      lag_p99_ms: lag ? intervalPercentileMs(lag, 99) : 0,
      errors_by_kind: answers.get(at)?.kinds ?? {},
    };
  });
}
