import { refuse } from '../../../kernel/errors.js';
import { derivedId } from '../../../kernel/ids.js';
import type { Schema } from '../../../contract/types.js';
import { emit } from '../../audit/index.js';
import type { Context, Operation } from '../../context.js';
import type { Place } from '../../leaderboards/index.js';
import { NO_SCORE, placesBehind, tiedBehind, TOP } from '../../leaderboards/index.js';
import type { EntryRow, TournamentRow } from '../model.js';
import {
  entriesAfter,
  insertPayout,
  markRefunded,
  settleTournament,
  writePrize,
} from '../store.js';
import type { Award, Contender } from './prizes.js';
import { placesWorth } from './prizes.js';
import { bodyOf, collectedBy, potIdOf, tournamentOf } from './tournaments.js';

/**
 * Pays the prizes once, whatever became of the winners since (PROMO-02). Asked again it answers the
 * same. The work is that of the paid places, and of those who tie for the last of them.
 */
export const closeTournament: Operation<'closeTournament'> = (ctx, { tournament_id }) => {
  const { tournaments } = ctx.parts;
  const tournament = tournamentOf(ctx, tournament_id);
  if (tournaments.isClosed(tournament)) return bodyOf(ctx, tournament);
  const status = tournaments.statusAt(tournament, ctx.clock.now());
  if (status !== 'ended' && status !== 'closed') refuse('STATE_CONFLICT', { status });

  const collected = collectedBy(ctx, tournament);
  const topUp = tournaments.topUpOf(tournament, collected);
  const pool = collected + topUp;
  moveBetweenHouseAndPot(ctx, tournament, 'pot_seed', topUp);
  const awards = awardsIn(ctx, tournament, pool);
  const paid = awards.filter(({ player }) => tournaments.mayBePaid(ctx, player));
  for (const award of paid) payPrize(ctx, tournament, award);
  const sum = paid.reduce((total, { amount }) => total + amount, 0);
  moveBetweenHouseAndPot(ctx, tournament, 'pot_return', pool - sum);
  settleTournament(ctx, tournament.seq, {
    ...{ status: 'closed', settled_at: ctx.clock.now(), top_up: topUp },
    ...{ paid: sum, returned: pool - sum, winners: paid.length },
  });
  const closed = tournamentOf(ctx, tournament_id);
  emit(ctx, 'tournament.closed', null, {
    tournament_id,
    ...bodyOf(ctx, closed).payout,
    currency: closed.currency,
  });
  return bodyOf(ctx, closed);
};

function awardsIn(ctx: Context, tournament: TournamentRow, pool: number): readonly Award[] {
  const { money, tournaments } = ctx.parts;
  const tiers = JSON.parse(tournament.prizes) as Schema<'PrizeTier'>[];
  const worth = placesWorth(tiers, pool, (text) =>
    money.amountOf(text, tournament.currency, 'prizes'),
  );
  const contenders = contendersFor(ctx, tournament, worth.length);
  const given = tournaments.worthOf(tournament, worth, { pool, contenders: contenders.length });
  return tournaments.awardsOf(ctx, contenders, given);
}

/** Who has scored and stands on a paid place, or ties with the last that does. */
function contendersFor(
  ctx: Context,
  { seq }: TournamentRow,
  paidPlaces: number,
): readonly Contender[] {
  const places = placesBehind(ctx, seq, TOP, paidPlaces);
  const last = places.at(-1);
  const tied = last && places.length === paidPlaces ? tiedBehind(ctx, seq, last) : [];
  const scored = [...places, ...tied].filter(({ score }: Place) => !score.equals(NO_SCORE));
  const ranks = ctx.parts.tournaments.ranksOf(ctx, seq, scored);
  return scored.map(({ player }, at) => ({ player, rank: ranks[at] ?? 0 }));
}

function payPrize(ctx: Context, tournament: TournamentRow, { player, rank, amount }: Award): void {
  const { ledger, limits, money } = ctx.parts;
  const { tournament_id, currency } = tournament;
  const txnId = derivedId(ctx.seed, 't', 'prize', tournament_id, player);
  const wallet = ledger.walletOf(ctx, player);
  limits.countWin(ctx, wallet, amount);
  const postings = { cash: amount, pot: -amount };
  const pot = potIdOf(tournament);
  ledger.post(
    ctx,
    wallet,
    { type: 'prize', amount, reference: tournament_id, postings, pot },
    txnId,
  );
  writePrize(ctx, tournament.seq, player, amount, txnId);
  insertPayout(ctx, txnId);
  emit(ctx, 'tournament.prize_paid', player, {
    ...{ tournament_id, rank, amount: money.format(amount, currency), currency, txn_id: txnId },
  });
}

/** Adds to the pool what the house owes it, or takes back what nobody won. */
function moveBetweenHouseAndPot(
  ctx: Context,
  tournament: TournamentRow,
  type: 'pot_seed' | 'pot_return',
  amount: number,
): void {
  if (amount === 0) return;
  const { tournament_id, currency } = tournament;
  const toPot = type === 'pot_seed' ? amount : -amount;
  const postings = { pot: toPot, house: -toPot };
  const entry = { type, amount, currency, reference: tournament_id, postings };
  const txnId = derivedId(ctx.seed, 't', type, tournament_id);
  ctx.parts.ledger.postHouse(ctx, { ...entry, pot: potIdOf(tournament) }, txnId);
}

/** Gives back every buy-in and fee, once; who has been paid out already is not asked again. */
export const cancelTournament: Operation<'cancelTournament'> = (ctx, input) => {
  const { tournaments } = ctx.parts;
  const tournament = tournamentOf(ctx, input.tournament_id);
  if (tournaments.isCancelled(tournament)) return bodyOf(ctx, tournament);
  if (tournament.status === 'closed') refuse('STATE_CONFLICT', { status: tournament.status });
  for (let page = entriesAfter(ctx, tournament.seq, undefined); page.length > 0;) {
    for (const entry of page) refund(ctx, tournament, entry);
    page = entriesAfter(ctx, tournament.seq, page.at(-1));
  }
  const nothing = { top_up: 0, paid: 0, returned: 0, winners: 0 };
  const settled = { status: 'cancelled', settled_at: ctx.clock.now(), ...nothing } as const;
  settleTournament(ctx, tournament.seq, settled);
  emit(ctx, 'tournament.cancelled', null, {
    tournament_id: tournament.tournament_id,
    reason: input.reason,
    entries: tournament.entries,
  });
  return bodyOf(ctx, tournamentOf(ctx, input.tournament_id));
};

function refund(ctx: Context, tournament: TournamentRow, entry: EntryRow): void {
  const { ledger, limits, money, tournaments } = ctx.parts;
  const { tournament_id, currency } = tournament;
  const wallet = ledger.walletOf(ctx, entry.player);
  const { pot, house } = tournaments.splitEntry(tournament);
  const amount = tournament.buy_in + tournament.fee;
  const txnId = derivedId(ctx.seed, 't', 'entry_refund', entry.txn_id);
  const postings = { cash: amount, pot: -pot, house: -house };
  const refunded = { type: 'entry_refund', amount, reference: entry.txn_id, postings } as const;
  ledger.post(ctx, wallet, { ...refunded, pot: potIdOf(tournament) }, txnId);
  limits.giveBack(ctx, wallet, amount, entry.at);
  markRefunded(ctx, tournament.seq, entry, txnId);
  insertPayout(ctx, txnId);
  emit(ctx, 'tournament.entry_refunded', entry.player, {
    ...{ tournament_id, amount: money.format(amount, currency), currency },
    ...{ txn_id: txnId, txn_ref: entry.txn_id },
  });
}
