import type { Phase } from './arrivals.js';
import type { Recorder } from './histograms.js';
import type { Moment } from './moments.js';
import type { Exchange } from './recording.js';
import type { Target } from './target.js';

/** Named figures of a run that are not latencies: counts, ratios, sizes. */
export type Measures = Readonly<Record<string, number>>;

/** Looks on while a run goes on, and measures what no histogram shows. */
export interface Observer {
  heard?(exchange: Exchange): void;
  /** An act is about to be done to the target. */
  acts?(moment: Moment): void;
  /** Once a second. */
  looks?(phase: Phase): void;
  measures(): Measures;
}

/** What observers may look at. */
export interface Ground {
  readonly target: Target;
  readonly recorder: Recorder;
}

export const measuresOf = (observers: readonly Observer[]): Measures =>
  Object.assign({}, ...observers.map((observer) => observer.measures())) as Measures;
