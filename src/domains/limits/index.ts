import type { Context, Domain, Ground } from '../context.js';
import { command, query } from '../context.js';
import type { Wallet } from '../ledger/index.js';
import type { Headroom, Limit, LimitRow, Period, Terms } from './model.js';
import { changed, outlived, passed, periodStart, termsAt } from './model.js';
import { checkExclusion, createExclusion, listExclusions } from './operations/exclusions.js';
import type { Stake } from './operations/headroom.js';
import {
  countWin,
  giveBack,
  limitsInForce,
  refuseOverDeposit,
  refuseOverLimit,
  usedOf,
} from './operations/headroom.js';
import { checkLimit, listLimits, setLimit } from './operations/limits.js';
import { countDeposit } from './store.js';
import { tables } from './tables.js';

export { listExclusions, listLimits };
export type { Headroom, Limit } from './model.js';
export { depositsSince } from './store.js';

/** The decisions of responsible gaming, and what play and payments ask; amounts in minor units. */
export interface LimitRules {
  /** What a limit says after a wish for another amount; null is for none. */
  changed(present: Terms | undefined, amount: number | null, nowMs: number): Terms;
  /** The row as it holds at an instant: a raise whose wait is over has become the limit. */
  termsAt(row: LimitRow, nowMs: number): LimitRow;
  periodStart(period: Period, nowMs: number): number;
  inForce(ground: Ground, player: string): readonly Limit[];
  usedOf(ground: Ground, limit: Limit, wallet: Wallet): number;
  /** The lowest of the limits that an amount would pass. */
  passed(headrooms: readonly Headroom[], amount: number): Headroom | undefined;
  /** Whether a session is as old as its limit in minutes. */
  outlived(minutes: number, startedAt: number, nowMs: number): boolean;
  /** LIMIT_EXCEEDED with kind, period, limit, used and remaining; else the stake counts. */
  refuseOverLimit(ctx: Context, wallet: Wallet, stake: Stake): void;
  countWin(ctx: Context, wallet: Wallet, win: number): void;
  giveBack(ctx: Context, wallet: Wallet, amount: number, takenAt: number): void;
  /** LIMIT_EXCEEDED as above; else the deposit counts from now on, pending or not. */
  refuseOverDeposit(ctx: Context, player: string, amount: number): void;
  /** A deposit that failed: gives back to the period in which it was asked for. Once each. */
  giveBackDeposit(ctx: Context, player: string, amount: number, askedAt: number): void;
}

export const soundLimits: LimitRules = {
  changed,
  termsAt,
  periodStart,
  inForce: limitsInForce,
  usedOf,
  passed,
  outlived,
  refuseOverLimit,
  countWin,
  giveBack,
  refuseOverDeposit,
  giveBackDeposit: (ctx, player, amount, askedAt) => countDeposit(ctx, player, askedAt, -amount),
};

export const limits: Domain = {
  name: 'limits',
  tables,
  operations: {
    setLimit: command(setLimit, checkLimit),
    listLimits: query(listLimits),
    createExclusion: command(createExclusion, checkExclusion),
    listExclusions: query(listExclusions),
  },
};
