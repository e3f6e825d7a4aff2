import { refuse } from '../../../kernel/errors.js';
import { formatTime } from '../../../kernel/time.js';
import type { Input } from '../../../contract/types.js';
import { emit } from '../../audit/index.js';
import type { Context, Ground, Operation } from '../../context.js';
import type { Wallet } from '../../ledger/index.js';
import type { Limit, LimitRow } from '../model.js';
import { limitBody } from '../model.js';
import { putLimit } from '../store.js';

type Wish = Input<'setLimit'>;

/** A limit on money has an amount, one on a session has minutes and is the same every day. */
export function checkLimit(ground: Ground, wish: Wish): void {
  const timed = wish.kind === 'session';
  const needed = timed ? 'minutes' : 'amount';
  if (wish[needed] === undefined) refuse('VALIDATION_ERROR', { field: needed, rule: 'required' });
  if (timed && wish.period !== 'day') refuse('VALIDATION_ERROR', { field: 'period', rule: 'enum' });
  const wallet = ground.parts.ledger.findWallet(ground, wish.player_id);
  if (wallet) sizeOf(ground, wish, wallet.currency);
}

function sizeOf(ground: Ground, wish: Wish, currency: string): number | null {
  if (wish.kind === 'session') return wish.minutes ?? null;
  return wish.amount == null ? null : ground.parts.money.amountOf(wish.amount, currency, 'amount');
}

/** RG-01: new and lower at once, higher and none after 24 h. */
export const setLimit: Operation<'setLimit'> = (ctx, wish) => {
  const { players, ledger, limits } = ctx.parts;
  const player = players.playerOf(ctx, wish.player_id);
  const wallet = ledger.walletOf(ctx, player.player_id);
  const nowMs = ctx.clock.now();
  const size = sizeOf(ctx, wish, wallet.currency);
  const present = limits
    .inForce(ctx, player.player_id)
    .find(({ kind, period }) => kind === wish.kind && period === wish.period);
  if (size === null && !present) {
    refuse('STATE_CONFLICT', { field: 'kind', rule: 'there is no such limit to remove' });
  }
  const terms = limits.changed(present, size, nowMs);
  const { kind, period } = wish;
  const uncounted = { ...terms, player: player.player_id, kind, period, used: 0, counted_from: -1 };
  const row = counted(ctx, uncounted, wallet);
  putLimit(ctx, row);
  emitSet(ctx, row, wallet.currency);
  return bodyOf(ctx, row, wallet);
};

/** With what the running period has used up already. */
function counted(ctx: Context, row: LimitRow, wallet: Wallet): LimitRow {
  const { limits } = ctx.parts;
  const limit = row as Limit;
  const used = limit.kind === 'deposit' ? 0 : limits.usedOf(ctx, limit, wallet);
  return { ...row, used, counted_from: limits.periodStart(row.period, ctx.clock.now()) };
}

function emitSet(ctx: Context, row: LimitRow, currency: string): void {
  const size = (amount: number | null) =>
    amount === null || row.kind === 'session' ? amount : ctx.parts.money.format(amount, currency);
  emit(ctx, 'limit.set', row.player, {
    kind: row.kind,
    period: row.period,
    limit: size(row.amount),
    pending: row.pending_at === null ? null : size(row.pending_amount),
    pending_at: row.pending_at === null ? null : formatTime(row.pending_at),
  });
}

function bodyOf(ctx: Context, row: LimitRow, wallet: Wallet) {
  const limit = row as Limit;
  const used = ctx.parts.limits.usedOf(ctx, limit, wallet);
  return limitBody({ limit, used }, (minor) => ctx.parts.money.format(minor, wallet.currency));
}

export const listLimits: Operation<'listLimits'> = (ctx, input) => {
  const player = ctx.parts.players.playerOf(ctx, input.player_id);
  const wallet = ctx.parts.ledger.walletOf(ctx, player.player_id);
  const inForce = ctx.parts.limits.inForce(ctx, player.player_id);
  return { items: inForce.map((limit) => bodyOf(ctx, limit, wallet)) };
};
