import { decimalsOf } from '../../../kernel/money.js';
import type { Context } from '../../context.js';
import type { JackpotRow, JackpotStake } from '../model.js';
import { hasDropped, isDrawn } from '../model.js';
import { jackpotsOf } from '../store.js';
import type { Win } from './pots.js';
import { payPot } from './pots.js';

/** The jackpots a stake takes part in, in the order in which they were made; each has its share. */
export function contribute(ctx: Context, stake: JackpotStake): readonly JackpotRow[] {
  if (stake.game === undefined) return [];
  const { jackpots } = ctx.parts;
  const joined = jackpotsOf(ctx, stake.game).filter((row) => jackpots.takesPart(row, stake));
  for (const row of joined) jackpots.takeShare(ctx, row, stake);
  return joined;
}

/** Pays what the stake won of the jackpots it took part in, each, in their order. */
export function drawFor(
  ctx: Context,
  joined: readonly JackpotRow[],
  stake: JackpotStake,
): readonly Win[] {
  const { jackpots, ledger } = ctx.parts;
  const wins: Win[] = [];
  for (const row of joined) {
    const total = ledger.potOf(ctx, row.jackpot_id).balance;
    if (!jackpots.isHit(ctx, row, stake, total)) continue;
    // A stake that won is settled: with its first win it goes to the house.
    const win = payPot(ctx, row, stake, wins.length === 0 ? stake.amount : 0);
    if (win) wins.push(win);
  }
  return wins;
}

/** UKGC RTS 9A: of two stakes at the drop point, the one that is committed first has dropped it. */
export const isHit = (
  ctx: Context,
  row: JackpotRow,
  stake: JackpotStake,
  total: number,
): boolean =>
  row.terms.trigger.kind === 'must_drop'
    ? hasDropped(row, total)
    : isDrawn(ctx.seed, row, stake, decimalsOf(row.currency) ?? 0);
