import { refuse } from '../../kernel/errors.js';
import { formatTime } from '../../kernel/time.js';
import type { Schema } from '../../contract/types.js';
import type { Context, Ground, Operation } from '../context.js';
import type { TransactionRow } from '../ledger/index.js';

export const getWallet: Operation<'getWallet'> = (ctx, input) => walletBody(ctx, input.player_id);

export function walletBody(ground: Ground, playerId: string): Schema<'Wallet'> {
  const { parts } = ground;
  const player = parts.players.playerOf(ground, playerId);
  const wallet = parts.ledger.walletOf(ground, player.player_id);
  const money = (minor: number): string => parts.money.format(minor, wallet.currency);
  return {
    player_id: player.player_id,
    currency: wallet.currency,
    cash: money(wallet.cash),
    bonus: money(wallet.bonus),
    held: money(wallet.held),
    held_in_play: money(wallet.in_play),
  };
}

export const listTransactions: Operation<'listTransactions'> = (ctx, input) => {
  const player = ctx.parts.players.playerOf(ctx, input.player_id);
  const from = input.cursor
    ? positionOf(ctx, player.player_id, input.cursor)
    : ctx.parts.ledger.walletOf(ctx, player.player_id).last_txn;
  if (from === null) return { items: [], next_cursor: null };
  const limit = input.limit ?? 20;
  const rows = ctx.parts.ledger.statement(ctx, from, limit);
  const next = rows.length === limit ? (rows.at(-1)?.previous ?? null) : null;
  return {
    items: rows.map((row) => transactionBody(ctx, row)),
    next_cursor: next === null ? null : `s${next}`,
  };
};

const CURSOR = /^s[0-9]{1,15}$/;

/** A cursor names the next transaction itself, so it holds while newer ones arrive (MONEY-06). */
function positionOf(ctx: Context, playerId: string, cursor: string): number {
  const seq = CURSOR.test(cursor) ? Number(cursor.slice(1)) : 0;
  const row = ctx.parts.ledger.transactionAt(ctx, seq);
  if (row?.player === playerId) return seq;
  return refuse('VALIDATION_ERROR', { field: 'cursor', rule: 'cursor' });
}

export function transactionBody(ctx: Context, row: TransactionRow): Schema<'Transaction'> {
  const money = (minor: number): string => ctx.parts.money.format(minor, row.currency);
  return {
    txn_id: row.txn_id,
    type: row.type,
    status: row.status,
    amount: money(row.amount),
    currency: row.currency,
    round_id: row.round,
    reference: row.reference,
    balance_before: money(row.balance_before),
    balance_after: money(row.balance_after),
    created_at: formatTime(row.at),
  };
}
