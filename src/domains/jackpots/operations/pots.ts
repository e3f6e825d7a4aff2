import { derivedId } from '../../../kernel/ids.js';
import { emit } from '../../audit/index.js';
import type { Context } from '../../context.js';
import { refuseBeyondMaximum } from '../../ledger/index.js';
import type { Posted } from '../../ledger/index.js';
import type { HitRow, JackpotRow, JackpotStake, Terms } from '../model.js';
import { commitmentTo, dropPointOf, saltOf } from '../model.js';
import {
  insertHit,
  insertShare,
  linkGames,
  sharesOf,
  writeContributed,
  writeStart,
} from '../store.js';
import { jackpotOf, parametersBody } from './reading.js';

/** A jackpot that a stake won: paid, listed, and the next pot begun. */
export interface Win {
  readonly jackpotId: string;
  readonly hitId: string;
  readonly amount: number;
  readonly posted: Posted;
}

const totalOf = (ctx: Context, row: JackpotRow): number =>
  ctx.parts.ledger.potOf(ctx, row.jackpot_id).balance;

/** Moves whole minor units between the house and the pot, one way or the other. */
function fill(
  ctx: Context,
  row: JackpotRow,
  type: 'pot_seed' | 'contribution' | 'contribution_return',
  minor: number,
  reference: string,
): void {
  if (minor === 0) return;
  const txnId = derivedId(ctx.seed, 't', type, row.jackpot_id, reference);
  ctx.parts.ledger.postHouse(
    ctx,
    {
      type,
      amount: Math.abs(minor),
      currency: row.currency,
      postings: { house: -minor, pot: minor },
      pot: row.jackpot_id,
      reference,
    },
    txnId,
  );
}

/** Begins a pot on these terms, with its seed on top of what the last one left. */
export function startPot(ctx: Context, row: JackpotRow, terms: Terms): JackpotRow {
  const left = totalOf(ctx, row);
  const seed = ctx.parts.jackpots.seedOf(row, terms, left);
  fill(ctx, row, 'pot_seed', seed, String(row.number));
  const text = (minor: number): string => ctx.parts.money.format(minor, row.currency);
  const started = { ...row, terms, next_terms: null, seeded: row.seeded + seed };
  const running = { ...started, ...drawDrop(ctx, started, left + seed, text) };
  writeStart(ctx, running);
  linkGames(ctx, running);
  emit(ctx, 'jackpot.started', null, {
    jackpot_id: row.jackpot_id,
    number: row.number,
    parameters: parametersBody(terms, text),
    pot: text(left + seed),
    drop_commitment: running.commitment,
  });
  return running;
}

/** Draws in secret where the pot will drop, and binds us to it. */
function drawDrop(
  ctx: Context,
  row: JackpotRow,
  total: number,
  text: (minor: number) => string,
): Pick<JackpotRow, 'drop_point' | 'commitment'> {
  const point = dropPointOf(ctx.seed, row, total);
  if (point === null) return { drop_point: null, commitment: null };
  const { jackpot_id: id, number } = row;
  const salt = saltOf(ctx.seed, id, number);
  return { drop_point: point, commitment: commitmentTo(id, number, text(point), salt) };
}

/** Takes the share of a stake out of the house and into the pot. */
export function takeShare(ctx: Context, row: JackpotRow, stake: JackpotStake): void {
  const { jackpots } = ctx.parts;
  const exact = jackpots.shareOf(stake.amount, row.terms.share);
  const { whole, fraction } = jackpots.carry(row.fraction, exact);
  fill(ctx, row, 'contribution', whole, stake.txnId);
  writeContributed(ctx, { ...row, fraction, contributed: row.contributed + exact });
  insertShare(ctx, stake.seq, row);
}

/**
 * Gives back what a stake put into pots that still run, and answers which. What went into a pot
 * that was won since has been paid out: the house bears it.
 */
export function giveBack(
  ctx: Context,
  stake: Pick<JackpotStake, 'seq' | 'txnId' | 'amount'>,
): readonly string[] {
  const { jackpots } = ctx.parts;
  const given: string[] = [];
  for (const { jackpot_id, number, share } of sharesOf(ctx, stake.seq)) {
    const row = jackpotOf(ctx, jackpot_id);
    if (!jackpots.mayGiveBack(row, number)) continue;
    const exact = jackpots.shareOf(stake.amount, share);
    const { whole, fraction } = jackpots.carry(row.fraction, -exact);
    fill(ctx, row, 'contribution_return', whole, stake.txnId);
    writeContributed(ctx, { ...row, fraction, contributed: row.contributed - exact });
    given.push(jackpot_id);
  }
  return given;
}

/** Pays the pot as it stands to the player whose stake won it, lists the hit, begins the next. */
export function payPot(
  ctx: Context,
  row: JackpotRow,
  stake: JackpotStake,
  settles: number,
): Win | undefined {
  const { jackpots, ledger, money } = ctx.parts;
  const total = totalOf(ctx, row);
  const amount = jackpots.payoutOf(row, total);
  if (amount === 0) return undefined;
  const wallet = ledger.walletOf(ctx, stake.player);
  refuseBeyondMaximum(wallet, amount, 'amount');
  const { jackpot_id: jackpotId, number } = row;
  const hitId = derivedId(ctx.seed, 'hit', jackpotId, String(number), stake.txnId);
  const entry = {
    type: 'jackpot_win',
    amount,
    round: stake.round,
    reference: stake.txnId,
    pot: jackpotId,
    postings: { cash: amount, pot: -amount, in_play: -settles, house: settles },
  } as const;
  const posted = ledger.post(ctx, wallet, entry, derivedId(ctx.seed, 't', 'jackpot_win', hitId));
  ctx.parts.limits.countWin(ctx, wallet, amount);
  emit(ctx, 'jackpot.hit', stake.player, {
    jackpot_id: jackpotId,
    hit_id: hitId,
    number,
    round_id: stake.round,
    txn_id: posted.txnId,
    txn_ref: stake.txnId,
    amount: money.format(amount, row.currency),
    currency: row.currency,
  });
  const won = { ...row, number: number + 1, paid: row.paid + amount, hits: row.hits + 1 };
  startPot(ctx, won, jackpots.termsOfNext(row));
  list(ctx, row, stake, { hit_id: hitId, txn_id: posted.txnId, amount, pot_before: total });
  return { jackpotId, hitId, amount, posted };
}

/** GLI-19 2.8.7: the record of a hit, with what proves its drop point. */
function list(
  ctx: Context,
  row: JackpotRow,
  { player, round, txnId }: JackpotStake,
  paid: Pick<HitRow, 'hit_id' | 'txn_id' | 'amount' | 'pot_before'>,
): void {
  const { seq: jackpot, jackpot_id, number, terms, drop_point, commitment } = row;
  insertHit(ctx, {
    ...paid,
    ...{ jackpot, number, player, round, debit: txnId, terms, drop_point, commitment },
    pot_after: totalOf(ctx, row),
    salt: drop_point === null ? null : saltOf(ctx.seed, jackpot_id, number),
    at: ctx.clock.now(),
  });
}
