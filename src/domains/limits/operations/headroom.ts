import { refuse } from '../../../kernel/errors.js';
import { MINUTE_MS } from '../../../kernel/time.js';
import type { Context, Ground } from '../../context.js';
import type { TransactionRow, Wallet } from '../../ledger/index.js';
import type { Headroom, Limit } from '../model.js';
import { shown } from '../model.js';
import { countDeposit, depositsSince, limitsOf, writeUsed } from '../store.js';

/** A stake that is about to be taken. */
export interface Stake {
  readonly amount: number;
  /** When its game session began, if it is played in one. */
  readonly sessionFrom: number | undefined;
}

/** The limits that hold now. One look-up, and nothing else for a player without any. */
export function limitsInForce(ground: Ground, player: string): readonly Limit[] {
  const rows = limitsOf(ground, player);
  if (rows.length === 0) return [];
  const nowMs = ground.clock.now();
  return rows
    .map((row) => ground.parts.limits.termsAt(row, nowMs))
    .filter((row): row is Limit => row.amount !== null);
}

const countsPlay = ({ kind }: Limit): boolean => kind === 'stake' || kind === 'loss';

const startOf = (ground: Ground, { period }: Limit): number =>
  ground.parts.limits.periodStart(period, ground.clock.now());

/** What of a limit is used in the running period, in minor units. */
export function usedOf(ground: Ground, limit: Limit, wallet: Wallet): number {
  const from = startOf(ground, limit);
  if (limit.kind === 'deposit') return depositsSince(ground, limit.player, from);
  if (limit.kind === 'session') return 0;
  return limit.counted_from === from ? limit.used : recounted(ground, limit, wallet, from);
}

/** An entry into a tournament is a stake like any other, its prize a win. */
const STAKED: ReadonlySet<string> = new Set(['debit', 'entry']);
const WON: ReadonlySet<string> = new Set(['credit', 'prize', 'jackpot_win']);
const RETURNED: ReadonlySet<string> = new Set(['rollback', 'entry_refund']);

const PAGE = 500;

/** From the statement: when a limit is set, and when the first stake of a new period comes. */
export function recounted(ground: Ground, limit: Limit, wallet: Wallet, fromMs: number): number {
  const taken = new Set<string>();
  const rolledBack: TransactionRow[] = [];
  let used = 0;
  let next = wallet.last_txn;
  while (next !== null) {
    const page = ground.parts.ledger.statement(ground, next, PAGE);
    next = page.at(-1)?.previous ?? null;
    for (const row of page) {
      if (row.at < fromMs) {
        next = null;
        break;
      }
      if (RETURNED.has(row.type)) rolledBack.push(row);
      if (WON.has(row.type) && limit.kind === 'loss') used -= row.amount;
      if (!STAKED.has(row.type)) continue;
      taken.add(row.txn_id);
      used += row.amount;
    }
  }
  // A stake of an earlier period that comes back now gives back what was used then.
  const returned = rolledBack.filter(({ reference }) => reference !== null && taken.has(reference));
  return returned.reduce((rest, { amount }) => rest - amount, used);
}

/** RG-01, RG-03: refuses a stake that passes a limit, else counts it; a later refusal undoes that. */
export function refuseOverLimit(ctx: Context, wallet: Wallet, stake: Stake): void {
  const { limits } = ctx.parts;
  const inForce = limits.inForce(ctx, wallet.player);
  if (inForce.length === 0) return;
  refuseOutlived(ctx, inForce, stake.sessionFrom);
  const headrooms = inForce
    .filter(countsPlay)
    .map((limit) => ({ limit, used: limits.usedOf(ctx, limit, wallet) }));
  refusePassed(ctx, headrooms, stake.amount, wallet.currency);
  for (const { limit, used } of headrooms) {
    writeUsed(ctx, limit, startOf(ctx, limit), used + stake.amount);
  }
}

function refuseOutlived(
  ctx: Context,
  inForce: readonly Limit[],
  sessionFrom: number | undefined,
): void {
  const limit = inForce.find(({ kind }) => kind === 'session');
  if (!limit || sessionFrom === undefined) return;
  const nowMs = ctx.clock.now();
  if (!ctx.parts.limits.outlived(limit.amount, sessionFrom, nowMs)) return;
  const { kind, period, amount } = limit;
  const used = Math.floor((nowMs - sessionFrom) / MINUTE_MS);
  refuse('LIMIT_EXCEEDED', { kind, period, limit: amount, used, remaining: 0 });
}

function refusePassed(
  ctx: Context,
  headrooms: readonly Headroom[],
  amount: number,
  currency: string,
): void {
  const lowest = ctx.parts.limits.passed(headrooms, amount);
  if (!lowest) return;
  const money = (minor: number): string => ctx.parts.money.format(minor, currency);
  const { kind, period, amount: most } = lowest.limit;
  refuse('LIMIT_EXCEEDED', { kind, period, limit: money(most), ...shown(lowest, money) });
}

/** RG-03: a win reduces the net loss of the period in which it is paid. */
export function countWin(ctx: Context, wallet: Wallet, win: number): void {
  for (const limit of ctx.parts.limits.inForce(ctx, wallet.player)) {
    if (limit.kind === 'loss') addUsed(ctx, limit, -win);
  }
}

/** RG-03: a rollback gives headroom back to the period in which its stake was taken. */
export function giveBack(ctx: Context, wallet: Wallet, amount: number, takenAt: number): void {
  for (const limit of ctx.parts.limits.inForce(ctx, wallet.player)) {
    if (countsPlay(limit) && takenAt >= startOf(ctx, limit)) addUsed(ctx, limit, -amount);
  }
}

/** A count of an earlier period is left alone: the next stake counts anew, from the statement. */
function addUsed(ctx: Context, limit: Limit, change: number): void {
  if (limit.counted_from !== startOf(ctx, limit)) return;
  writeUsed(ctx, limit, limit.counted_from, limit.used + change);
}

/** Refuses a deposit that passes a limit, else counts it from now on, though it is still pending. */
export function refuseOverDeposit(ctx: Context, player: string, amount: number): void {
  const { limits, ledger } = ctx.parts;
  const wallet = ledger.walletOf(ctx, player);
  const headrooms = limits
    .inForce(ctx, player)
    .filter(({ kind }) => kind === 'deposit')
    .map((limit) => ({ limit, used: limits.usedOf(ctx, limit, wallet) }));
  refusePassed(ctx, headrooms, amount, wallet.currency);
  countDeposit(ctx, player, ctx.clock.now(), amount);
}
