import { decimalsOf } from '../../../kernel/money.js';
import { refuse } from '../../../kernel/errors.js';
import { formatTime } from '../../../kernel/time.js';
import type { Schema } from '../../../contract/types.js';
import type { Ground, Operation } from '../../context.js';
import type { HitRow, JackpotRow, Terms } from '../model.js';
import { findJackpot, hitsBelow, jackpotsAfter } from '../store.js';

const DECIMALS_OF_SHARE = 6;
const MOST_BELOW = Number.MAX_SAFE_INTEGER;

/** The jackpot, or JACKPOT_NOT_FOUND. */
export const jackpotOf = (ground: Ground, jackpotId: string): JackpotRow =>
  findJackpot(ground, jackpotId) ?? refuse('JACKPOT_NOT_FOUND', { field: 'jackpot_id' });

export const getJackpot: Operation<'getJackpot'> = (ctx, input) =>
  ctx.parts.jackpots.told(ctx, jackpotOf(ctx, input.jackpot_id));

export const listJackpots: Operation<'listJackpots'> = (ctx, input) => {
  const limit = input.limit ?? 20;
  const rows = jackpotsAfter(ctx, positionOf(input.cursor, 0), limit + 1);
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return {
    items: items.map((row) => ctx.parts.jackpots.told(ctx, row)),
    next_cursor: last ? `j${last.seq}` : null,
  };
};

export const listJackpotHits: Operation<'listJackpotHits'> = (ctx, input) => {
  const jackpot = jackpotOf(ctx, input.jackpot_id);
  const limit = input.limit ?? 20;
  const rows = hitsBelow(ctx, jackpot.seq, positionOf(input.cursor, MOST_BELOW), limit + 1);
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return {
    items: items.map((row) => hitBody(ctx, jackpot, row)),
    next_cursor: last ? `j${last.number}` : null,
  };
};

const CURSOR = /^j([0-9]{1,15})$/;

/** A cursor names the row at which a page ended, so it holds while newer ones arrive (MONEY-06). */
function positionOf(cursor: string | undefined, otherwise: number): number {
  if (cursor === undefined) return otherwise;
  const matched = CURSOR.exec(cursor);
  return matched
    ? Number(matched[1])
    : refuse('VALIDATION_ERROR', { field: 'cursor', rule: 'cursor' });
}

/** Millionths of minor units as a decimal string, with all decimals it takes and no more. */
export function exactText(millionths: bigint, currency: string): string {
  const minor = decimalsOf(currency) ?? 0;
  const decimals = minor + DECIMALS_OF_SHARE;
  const digits = String(millionths).padStart(decimals + 1, '0');
  const [whole, rest] = [digits.slice(0, -decimals), digits.slice(-decimals)];
  const kept = rest.replace(/0+$/, '').padEnd(minor, '0');
  return kept === '' ? whole : `${whole}.${kept}`;
}

/** The jackpot as everybody may see it: without its drop point (PROMO-03). */
export function jackpotBody(ground: Ground, row: JackpotRow): Schema<'Jackpot'> {
  const { jackpots, ledger, money } = ground.parts;
  const text = (minor: number): string => money.format(minor, row.currency);
  const total = ledger.potOf(ground, row.jackpot_id).balance;
  const { pot, overflow } = jackpots.standing(row.terms, total);
  return {
    jackpot_id: row.jackpot_id,
    name: row.name,
    currency: row.currency,
    status: row.status,
    number: row.number,
    parameters: parametersBody(row.terms, text),
    next_parameters: row.next_terms === null ? null : parametersBody(row.next_terms, text),
    pot: text(pot),
    overflow: text(overflow),
    fraction: exactText(BigInt(row.fraction), row.currency),
    seeded: text(row.seeded),
    contributions: exactText(row.contributed, row.currency),
    payouts: text(row.paid),
    hits: row.hits,
    drop_commitment: row.commitment,
    created_at: formatTime(row.created_at),
  };
}

export function parametersBody(
  { games, seed, share, trigger, ceiling }: Terms,
  text: (minor: number) => string,
): Schema<'JackpotParameters'> {
  const digits = String(share).padStart(DECIMALS_OF_SHARE + 1, '0');
  return {
    games: [...games],
    seed: text(seed),
    contribution: `${digits.slice(0, -DECIMALS_OF_SHARE)}.${digits.slice(-DECIMALS_OF_SHARE)}`,
    trigger:
      trigger.kind === 'odds' ? { ...trigger } : { kind: 'must_drop', below: text(trigger.below) },
    ceiling: ceiling === null ? null : text(ceiling),
  };
}

function hitBody(ground: Ground, jackpot: JackpotRow, row: HitRow): Schema<'JackpotHit'> {
  const text = (minor: number): string => ground.parts.money.format(minor, jackpot.currency);
  const { drop_point, salt, commitment } = row;
  const isProven = drop_point !== null && salt !== null && commitment !== null;
  return {
    hit_id: row.hit_id,
    jackpot_id: jackpot.jackpot_id,
    number: row.number,
    player_id: row.player,
    round_id: row.round,
    txn_ref: row.debit,
    txn_id: row.txn_id,
    amount: text(row.amount),
    currency: jackpot.currency,
    pot_before: text(row.pot_before),
    pot_after: text(row.pot_after),
    parameters: parametersBody(row.terms, text),
    proof: isProven ? { drop_point: text(drop_point), salt, commitment } : null,
    created_at: formatTime(row.at),
  };
}
