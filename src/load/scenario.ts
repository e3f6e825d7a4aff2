import type { Spacing, Stage } from './arrivals.js';
import type { TurnKind, TurnMix } from './journeys.js';
import { PAYMENT_CONFIRMATION } from './payments.js';
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
  /** How many of the players have a payment method; all of them at most. */
  readonly payers: number;
  stages(rate: number, durationMs: number, warmUpMs: number): readonly Stage[];
  readonly thresholds: readonly Threshold[];
}

export const loadScenario = (scenario: LoadScenario): LoadScenario => scenario;

const ONLY_BY: Readonly<Record<string, readonly TurnKind[]>> = {
  createDeposit: ['deposit'],
  [PAYMENT_CONFIRMATION]: ['deposit'],
  createWithdrawal: ['withdraw'],
  cancelWithdrawal: ['withdraw'],
  getPayment: ['deposit', 'withdraw'],
};

/** Whether a threshold judges what nobody does once these turns are skipped. */
export function isIdle(threshold: Threshold, skipped: ReadonlySet<string>): boolean {
  const turns = 'operation' in threshold ? ONLY_BY[threshold.operation] : undefined;
  return turns?.every((kind) => skipped.has(kind)) ?? false;
}

/** A closed model offers nothing by plan: there it is the completed turns that must flow. */
export function thresholdsFor(
  thresholds: readonly Threshold[],
  mode: LoadMode,
): readonly Threshold[] {
  if (mode === 'open') return thresholds;
  const kept = thresholds.filter(({ metric }) => metric !== 'achieved_share');
  return [...kept, { metric: 'achieved_rate', limit: 1 }];
}
