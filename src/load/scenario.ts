import type { Outline, Phase, Spacing, Stage } from './arrivals.js';
import type { TurnMix } from './journeys.js';
import type { Moment } from './moments.js';
import type { Ground, Measures, Observer } from './observers.js';
import type { Impossible, Occasion, OccasionGround } from './occasion.js';
import { LIVE_DELIVERY, PAYMENT_CONFIRMATION } from './payments.js';
import type { SearchPlan } from './search.js';
import type { Threshold } from './thresholds.js';
import { SESSIONS } from './turns.js';

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
  /** Seconds after the warm-up unless told otherwise; default 30. */
  readonly durationS?: number;
  /** Seconds until payments that are still open are proven as open; default 30. */
  readonly settleS?: number;
  readonly spacing: Spacing;
  readonly mix: TurnMix;
  /** Phases in which something else is done than the mix says. */
  readonly mixes?: Readonly<Record<Phase, TurnMix>>;
  /** How many of the players have a payment method; all of them at most. */
  readonly payers: number;
  /** What their payment methods do at the PSP, in rotation; default `tok_ok`. */
  readonly pspTokens?: readonly string[];
  /** The rate is searched: `rate` is the first, the duration that of each trial. */
  readonly search?: Omit<SearchPlan, 'from'>;
  stages(outline: Outline): readonly Stage[];
  /** What is done to the target meanwhile. */
  readonly moments?: readonly Moment[];
  /** Started by us, the target keeps its books in a file; in memory unless said. */
  readonly database?: true;
  /** What goes on beside play; its own turns are in the mixes. */
  occasion?(ground: OccasionGround): Promise<Occasion | Impossible>;
  /** Scopes beyond those of play and payments. */
  readonly scopes?: readonly string[];
  /** Who follows the occasion live unless told otherwise. */
  readonly liveReaders?: number;
  observers?(ground: Ground): readonly Observer[];
  readonly thresholds: readonly Threshold[];
}

export const loadScenario = (scenario: LoadScenario): LoadScenario => scenario;

/** By the names of what is skipped: turns, `sessions` or `live`. */
const ONLY_BY: Readonly<Record<string, readonly string[]>> = {
  getWallet: ['wallet'],
  listTransactions: ['history'],
  rollbackRound: ['rollback'],
  launchSession: [SESSIONS],
  redeemLaunch: [SESSIONS],
  createDeposit: ['deposit'],
  [PAYMENT_CONFIRMATION]: ['deposit'],
  createWithdrawal: ['withdraw'],
  cancelWithdrawal: ['withdraw'],
  getPayment: ['deposit', 'withdraw'],
  enterTournament: ['enter'],
  getLeaderboard: ['leaderboard'],
  closeTournament: ['close'],
  getJackpot: ['jackpot'],
  [LIVE_DELIVERY]: ['live'],
};

/** Whether a threshold judges what nobody does, or measures, once something is skipped. */
export function isIdle(
  threshold: Threshold,
  skipped: ReadonlySet<string>,
  measures: Measures = {},
): boolean {
  if (threshold.metric === 'measure') {
    return skipped.size > 0 && measures[threshold.measure] === undefined;
  }
  const { operation } = threshold;
  if (operation === undefined) return false;
  return ONLY_BY[operation]?.every((kind) => skipped.has(kind)) ?? false;
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
