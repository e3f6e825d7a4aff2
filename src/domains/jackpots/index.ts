import type { Schema } from '../../contract/types.js';
import type { Context, Domain, Ground, LiveState } from '../context.js';
import { command, query } from '../context.js';
import type { Carried, JackpotRow, JackpotStake, Standing, Terms } from './model.js';
import { carry, nextTerms, payoutOf, shareOf, standing } from './model.js';
import {
  checkChange,
  checkNewJackpot,
  createJackpot,
  updateJackpot,
} from './operations/keeping.js';
import { giveBack, takeShare } from './operations/pots.js';
import type { Win } from './operations/pots.js';
import {
  getJackpot,
  jackpotBody,
  jackpotOf,
  listJackpotHits,
  listJackpots,
} from './operations/reading.js';
import { contribute, drawFor, isHit } from './operations/stakes.js';
import { refuseUnlessFitting } from './operations/terms.js';
import { tables } from './tables.js';

export type { JackpotRow, JackpotStake, Terms } from './model.js';
export type { Win } from './operations/pots.js';

/** The decisions of jackpots, and what play asks (PROMO-03). Amounts in minor units. */
export interface JackpotRules {
  /** Puts the share of a stake into every pot it takes part in; answers those jackpots. */
  contribute(ctx: Context, stake: JackpotStake): readonly JackpotRow[];
  /** Pays what the stake won of them, once. */
  drawFor(ctx: Context, joined: readonly JackpotRow[], stake: JackpotStake): readonly Win[];
  /** Takes a stake that went back out of the pots that still run; answers their ids. */
  giveBack(ctx: Context, stake: Pick<JackpotStake, 'seq' | 'txnId' | 'amount'>): readonly string[];
  takesPart(row: JackpotRow, stake: JackpotStake): boolean;
  takeShare(ctx: Context, row: JackpotRow, stake: JackpotStake): void;
  /** Exactly, in millionths. */
  shareOf(amount: number, share: number): bigint;
  carry(fraction: number, exact: bigint): Carried;
  isHit(ctx: Context, row: JackpotRow, stake: JackpotStake, total: number): boolean;
  standing(terms: Terms, total: number): Standing;
  payoutOf(row: JackpotRow, total: number): number;
  /** What the house puts into a pot that starts on what is left of the last one. */
  seedOf(row: JackpotRow, terms: Terms, left: number): number;
  /** VALIDATION_ERROR where one parameter makes another impossible. */
  refuseUnlessFitting(terms: Terms): void;
  termsOfNext(row: JackpotRow): Terms;
  /** The jackpot after its parameters were wished otherwise. */
  changed(row: JackpotRow, wanted: Terms): JackpotRow;
  /** Whether the pot a stake went into is the one that runs. */
  mayGiveBack(row: JackpotRow, number: number): boolean;
  told(ground: Ground, row: JackpotRow): Schema<'Jackpot'>;
}

export const soundJackpots: JackpotRules = {
  contribute,
  drawFor,
  giveBack,
  takesPart: (row, stake) => row.status === 'active' && row.currency === stake.currency,
  takeShare,
  shareOf,
  carry,
  isHit,
  standing,
  payoutOf,
  seedOf: (_row, terms) => terms.seed,
  refuseUnlessFitting,
  termsOfNext: (row) => row.next_terms ?? row.terms,
  changed: (row, wanted) => ({ ...row, next_terms: nextTerms(row.terms, wanted) }),
  mayGiveBack: (row, number) => row.number === number,
  told: jackpotBody,
};

/** Every stake moves its jackpots, so who lags may miss all but the newest of each. */
const channel: LiveState = {
  name: 'jackpot',
  kind: 'state',
  scope: 'jackpots:read',
  touchedBy({ data }) {
    const { jackpot_id: one, jackpots: several } = data;
    if (typeof one === 'string') return [one];
    return Array.isArray(several) ? several.filter((id) => typeof id === 'string') : [];
  },
  read: (ground, key) => ground.parts.jackpots.told(ground, jackpotOf(ground, key)),
};

export const jackpots: Domain = {
  name: 'jackpots',
  tables,
  operations: {
    createJackpot: command(createJackpot, checkNewJackpot),
    listJackpots: query(listJackpots),
    getJackpot: query(getJackpot),
    updateJackpot: command(updateJackpot, checkChange),
    listJackpotHits: query(listJackpotHits),
  },
  live: [channel],
};
