import type { Spacing, Stage } from './arrivals.js';
import type { TurnMix } from './journeys.js';
import type { Threshold } from './thresholds.js';

export type LoadMode = 'open' | 'closed';

/** An occasion at the tables, as data. */
export interface LoadScenario {
  /** `LOAD-<NN>`, never renumbered. */
  readonly id: string;
  /** The word on the command line. */
  readonly name: string;
  readonly title: string;
  /** What must hold on this occasion, in one sentence. */
  readonly rule: string;
  /** Turns per second unless told otherwise. */
  readonly rate: number;
  readonly players: number;
  readonly spacing: Spacing;
  readonly mix: TurnMix;
  stages(rate: number, durationMs: number, warmUpMs: number): readonly Stage[];
  readonly thresholds: readonly Threshold[];
}

export const loadScenario = (scenario: LoadScenario): LoadScenario => scenario;

/** A closed model offers nothing by plan: there it is the completed turns that must flow. */
export function thresholdsFor(
  thresholds: readonly Threshold[],
  mode: LoadMode,
): readonly Threshold[] {
  if (mode === 'open') return thresholds;
  const kept = thresholds.filter(({ metric }) => metric !== 'achieved_share');
  return [...kept, { metric: 'achieved_rate', limit: 1 }];
}
