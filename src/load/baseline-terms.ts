/** How much worse than the baseline a figure may be. */
export interface Tolerance {
  /** Of a percentile, as a share: 0.2 is a fifth slower. */
  readonly latency: number;
  /** Slower by less than this is never a regression: timers are no finer. */
  readonly floor_ms: number;
  /** Of an achieved rate, as a share. */
  readonly rate: number;
  /** Of an error rate, in points from 0 to 1. */
  readonly errors: number;
}

export const DEFAULT_TOLERANCE: Tolerance = {
  latency: 0.2,
  floor_ms: 2,
  rate: 0.05,
  errors: 0.001,
};

export type ComparedVerdict = 'same' | 'better' | 'worse' | 'too few samples';

/** One figure then and now. */
export interface ComparedFigure {
  readonly name: string;
  readonly operation: string | null;
  readonly unit: 'ms' | 'share' | 'per second';
  readonly before: number;
  readonly now: number;
  /** now ÷ before − 1; null where there was nothing before. */
  readonly change: number | null;
  /** The fewer of both runs. */
  readonly samples: number;
  readonly verdict: ComparedVerdict;
}

export interface BaselineComparison {
  readonly verdict: 'no regression' | 'regression';
  readonly file: string;
  readonly run_id: string;
  readonly started_at: string;
  readonly tolerance: Tolerance;
  /** In what the circumstances differed, in words; the figures are compared all the same. */
  readonly differences: readonly string[];
  readonly figures: readonly ComparedFigure[];
}
