import { build, type Histogram } from 'hdr-histogram-js';
import type { Phase } from './arrivals.js';

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
  record(sample: Sample): void;
  /** How late an arrival was dispatched: the generator's own fault, kept apart from latency. */
  recordLag(phase: Phase, lagUs: number): void;
  operations(): readonly string[];
  /** The named phases merged, bucket by bucket: percentiles are never averaged. */
  merged(operation: string, phases: readonly Phase[]): Series;
  lag(phases: readonly Phase[]): Histogram;
}

const emptySeries = (): Series => ({
  latency: emptyHistogram(),
  service: emptyHistogram(),
  errors: emptyHistogram(),
});

/** HDR histograms in whole µs with three significant digits, per operation and per phase. */
export function createRecorder(): Recorder {
  const perOperation = new Map<string, Map<Phase, Series>>();
  const lags = new Map<Phase, Histogram>();

  const seriesOf = (operation: string, phase: Phase): Series => {
    let phases = perOperation.get(operation);
    if (!phases) perOperation.set(operation, (phases = new Map<Phase, Series>()));
    let series = phases.get(phase);
    if (!series) phases.set(phase, (series = emptySeries()));
    return series;
  };
  return {
    record: (sample) => {
      const series = seriesOf(sample.operation, sample.phase);
      const target = sample.ok ? series.latency : series.errors;
      target.recordValue(wholeUs(sample.latencyUs));
      series.service.recordValue(wholeUs(sample.serviceUs));
    },
    recordLag: (phase, lagUs) => {
      let lag = lags.get(phase);
      if (!lag) lags.set(phase, (lag = emptyHistogram()));
      lag.recordValue(wholeUs(lagUs));
    },
    operations: () => [...perOperation.keys()].sort(),
    merged: (operation, phases) => {
      const whole = emptySeries();
      for (const phase of phases) {
        const part = perOperation.get(operation)?.get(phase);
        if (!part) continue;
        whole.latency.add(part.latency);
        whole.service.add(part.service);
        whole.errors.add(part.errors);
      }
      return whole;
    },
    lag: (phases) => mergedHistogram(phases.flatMap((phase) => lags.get(phase) ?? [])),
  };
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
