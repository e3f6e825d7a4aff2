import { build, type Histogram } from 'hdr-histogram-js';
import type { Phase } from './arrivals.js';
import { createIntervalLog } from './intervals.js';
import type { ErrorKind, Interval, IntervalLog } from './intervals.js';

/** The longest value kept without growing, in µs; later ones make the histogram grow. */
const HIGHEST_US = 60_000_000;

export const emptyHistogram = (): Histogram =>
  build({
    bitBucketSize: 32,
    lowestDiscernibleValue: 1,
    highestTrackableValue: HIGHEST_US,
    numberOfSignificantValueDigits: 3,
    autoResize: true,
  });

/** One finished request. All times in µs. */
export interface Sample {
  readonly operation: string;
  readonly phase: Phase;
  readonly ok: boolean;
  /** How it went wrong, where it did; a refusal where nobody says. */
  readonly error?: ErrorKind;
  /** From the intended start to the last byte of the answer. */
  readonly latencyUs: number;
  /** From the bytes handed to the socket to the last byte of the answer. */
  readonly serviceUs: number;
}

/** Successes and failures apart, so that a fast failure never flatters a latency. */
export interface Series {
  readonly latency: Histogram;
  readonly service: Histogram;
  readonly errors: Histogram;
}

export interface Recorder {
  /** The load begins now: from here seconds are counted; else from the first record on. */
  begin(): void;
  record(sample: Sample): void;
  /** How late an arrival was dispatched: the generator's own fault, kept apart from latency. */
  recordLag(phase: Phase, lagUs: number): void;
  operations(): readonly string[];
  /** The named phases merged, bucket by bucket: percentiles are never averaged. */
  merged(operation: string, phases: readonly Phase[]): Series;
  lag(phases: readonly Phase[]): Histogram;
  /** Second by second, in which the answers came; a second may be there once for each phase. */
  intervals(operation: string, phases: readonly Phase[]): readonly Interval[];
  /** Likewise of arrivals as they were dispatched, with their lag. */
  lagIntervals(phases: readonly Phase[]): readonly Interval[];
}

const emptySeries = (): Series => ({
  latency: emptyHistogram(),
  service: emptyHistogram(),
  errors: emptyHistogram(),
});

/** One phase of one operation. */
interface Part {
  readonly series: Series;
  readonly log: IntervalLog;
}

interface Lag {
  readonly histogram: Histogram;
  readonly log: IntervalLog;
}

/**
 * HDR histograms in whole µs with three significant digits, per operation and per phase; `now` in
 * milliseconds is what cuts them into seconds.
 */
export function createRecorder(now = (): number => performance.now()): Recorder {
  const perOperation = new Map<string, Map<Phase, Part>>();
  const lags = new Map<Phase, Lag>();
  let startedMs: number | undefined;
  const secondNow = (): number => {
    const nowMs = now();
    startedMs ??= nowMs;
    return Math.floor((nowMs - startedMs) / 1_000);
  };
  const partOf = (operation: string, phase: Phase): Part => {
    let phases = perOperation.get(operation);
    if (!phases) perOperation.set(operation, (phases = new Map<Phase, Part>()));
    let part = phases.get(phase);
    if (!part) phases.set(phase, (part = { series: emptySeries(), log: createIntervalLog() }));
    return part;
  };
  const lagOf = (phase: Phase): Lag => {
    let lag = lags.get(phase);
    if (!lag) lags.set(phase, (lag = { histogram: emptyHistogram(), log: createIntervalLog() }));
    return lag;
  };
  const lagsOf = (phases: readonly Phase[]): readonly Lag[] =>
    phases.flatMap((phase) => lags.get(phase) ?? []);
  const partsOf = (operation: string, phases: readonly Phase[]): readonly Part[] =>
    phases.flatMap((phase) => perOperation.get(operation)?.get(phase) ?? []);
  return {
    begin: () => {
      startedMs = now();
    },
    record: (sample) => {
      const { series, log } = partOf(sample.operation, sample.phase);
      const target = sample.ok ? series.latency : series.errors;
      target.recordValue(wholeUs(sample.latencyUs));
      series.service.recordValue(wholeUs(sample.serviceUs));
      log.record(
        secondNow(),
        sample.latencyUs,
        sample.ok ? undefined : (sample.error ?? 'refused'),
      );
    },
    recordLag: (phase, lagUs) => {
      const { histogram, log } = lagOf(phase);
      histogram.recordValue(wholeUs(lagUs));
      log.record(secondNow(), lagUs);
    },
    operations: () => [...perOperation.keys()].sort(),
    merged: (operation, phases) => mergedSeries(partsOf(operation, phases)),
    lag: (phases) => mergedHistogram(lagsOf(phases).map(({ histogram }) => histogram)),
    intervals: (operation, phases) =>
      partsOf(operation, phases).flatMap(({ log }) => log.intervals()),
    lagIntervals: (phases) => lagsOf(phases).flatMap(({ log }) => log.intervals()),
  };
}

function mergedSeries(parts: readonly Part[]): Series {
  const whole = emptySeries();
  for (const { series } of parts) {
    whole.latency.add(series.latency);
    whole.service.add(series.service);
    whole.errors.add(series.errors);
  }
  return whole;
}

const wholeUs = (us: number): number => Math.max(0, Math.round(us));

/** One histogram that holds every value of its parts. */
export function mergedHistogram(parts: readonly Histogram[]): Histogram {
  const whole = emptyHistogram();
  for (const part of parts) whole.add(part);
  return whole;
}

/** Successes and failures together: what thresholds are judged on. */
export const everyAnswer = (series: Series): Histogram =>
  mergedHistogram([series.latency, series.errors]);

export const percentileMs = (histogram: Histogram, percentile: number): number =>
  histogram.totalCount === 0 ? 0 : histogram.getValueAtPercentile(percentile) / 1_000;

export const maxMs = (histogram: Histogram): number =>
  histogram.totalCount === 0 ? 0 : histogram.maxValue / 1_000;
