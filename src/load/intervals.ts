/** How a request went wrong, from the sender's side. */
export const ERROR_KINDS = [
  'timeout',
  'connection',
  'unsent',
  'refused',
  'server_error',
  'unreadable',
] as const;

export type ErrorKind = (typeof ERROR_KINDS)[number];

export type ErrorCounts = Readonly<Partial<Record<ErrorKind, number>>>;

/** What happened within one second of the run: samples by value, never an average. */
export interface Interval {
  /** 0 is the first second under load. */
  readonly second: number;
  readonly samples: number;
  readonly errors: number;
  readonly kinds: ErrorCounts;
  /** Values in µs, to three significant digits, in ascending order, and how often each came. */
  readonly values: Uint32Array;
  readonly counts: Uint32Array;
}

/** Cuts a flow of values into seconds. Seconds in which nothing came are not there. */
export interface IntervalLog {
  record(second: number, us: number, error?: ErrorKind): void;
  intervals(): readonly Interval[];
}

interface OpenSecond {
  readonly second: number;
  samples: number;
  errors: number;
  readonly kinds: Partial<Record<ErrorKind, number>>;
  readonly byValue: Map<number, number>;
}

const openSecond = (second: number): OpenSecond => ({
  second,
  samples: 0,
  errors: 0,
  kinds: {},
  byValue: new Map(),
});

const HIGHEST_US = 0xffff_ffff;

/** Three significant digits, as the histograms keep. */
function threeDigits(us: number): number {
  const whole = Math.min(HIGHEST_US, Math.max(0, Math.round(us)));
  let unit = 1;
  while (whole / unit >= 1_000) unit *= 10;
  return Math.round(whole / unit) * unit;
}

export function createIntervalLog(): IntervalLog {
  const sealed: Interval[] = [];
  let open: OpenSecond | undefined;
  return {
    record: (second, us, error) => {
      if (open?.second !== second) {
        if (open) sealed.push(sealOf(open));
        open = openSecond(second);
      }
      open.samples += 1;
      if (error !== undefined) {
        open.errors += 1;
        open.kinds[error] = (open.kinds[error] ?? 0) + 1;
      }
      const value = threeDigits(us);
      open.byValue.set(value, (open.byValue.get(value) ?? 0) + 1);
    },
    intervals: () => (open ? [...sealed, sealOf(open)] : sealed),
  };
}

/** A second that is over, in a tenth of the room: an hour of them has to be kept. */
function sealOf({ second, samples, errors, kinds, byValue }: OpenSecond): Interval {
  const values = Uint32Array.from(byValue.keys()).sort();
  const counts = values.map((value) => byValue.get(value) ?? 0);
  return { second, samples, errors, kinds, values, counts };
}

/** Several intervals as one, from `second` on: values are merged, so percentiles stay exact. */
export function mergedIntervals(parts: readonly Interval[], second: number): Interval {
  const whole = openSecond(second);
  for (const { samples, errors, kinds, values, counts } of parts) {
    whole.samples += samples;
    whole.errors += errors;
    for (const kind of ERROR_KINDS) {
      const count = kinds[kind];
      if (count !== undefined) whole.kinds[kind] = (whole.kinds[kind] ?? 0) + count;
    }
    values.forEach((value, at) => {
      whole.byValue.set(value, (whole.byValue.get(value) ?? 0) + (counts[at] ?? 0));
    });
  }
  return sealOf(whole);
}

/** The smallest value that so many in a hundred do not exceed, in ms; 0 where nothing came. */
export function intervalPercentileMs(interval: Interval, percentile: number): number {
  const wanted = Math.max(1, Math.ceil((interval.samples * percentile) / 100));
  let passed = 0;
  for (let at = 0; at < interval.values.length; at += 1) {
    passed += interval.counts[at] ?? 0;
    if (passed >= wanted) return (interval.values[at] ?? 0) / 1_000;
  }
  return 0;
}

/** One window of a fixed width. */
export interface Window {
  readonly fromSecond: number;
  readonly interval: Interval;
}

/**
 * The full windows of so many seconds between two moments, one after the other from the first on.
 * A window in which nothing came is there too: a stall must not be overlooked.
 */
export function windowsOf(
  intervals: readonly Interval[],
  between: { readonly fromSecond: number; readonly toSecond: number },
  widthS: number,
): readonly Window[] {
  const windows: Window[] = [];
  for (let from = between.fromSecond; from + widthS <= between.toSecond; from += widthS) {
    const inside = intervals.filter(({ second }) => second >= from && second < from + widthS);
    windows.push({ fromSecond: from, interval: mergedIntervals(inside, from) });
  }
  return windows;
}
