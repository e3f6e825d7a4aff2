import { assert, refuse } from '../../../kernel/errors.js';
import { formatTime } from '../../../kernel/time.js';
import type { Schema } from '../../../contract/types.js';
import { emit } from '../../audit/index.js';
import type { Context, Ground, Operation } from '../../context.js';
import { NO_SCORE, takePlace } from '../../leaderboards/index.js';
import type { TournamentRow } from '../model.js';
import { entryBody } from '../model.js';
import { entriesBy, entriesOfPlayer, insertEntrant, insertEntry } from '../store.js';
import { potIdOf, tournamentOf } from './tournaments.js';

/**
 * Takes buy-in and fee in one transaction (PROMO-02): the buy-in goes to the prizes, the fee to the
 * house. Of the player's own money only, which counts against their limits as a stake does.
 */
export const enterTournament: Operation<'enterTournament'> = (ctx, input) => {
  const { players, limits, ledger, money, tournaments } = ctx.parts;
  const player = players.playerOf(ctx, input.player_id);
  const tournament = tournamentOf(ctx, input.tournament_id);
  players.refuseUnlessMayPlay(ctx, player);
  const wallet = ledger.walletOf(ctx, player.player_id);
  if (wallet.currency !== tournament.currency) refuse('CURRENCY_MISMATCH', { field: 'player_id' });
  const nowMs = ctx.clock.now();
  tournaments.refuseUnlessOpen(tournament, nowMs);
  const before = entriesBy(ctx, tournament.seq, player.player_id);
  if (!tournaments.mayEnter(tournament, before)) refuse('ALREADY_ENTERED', { entries: before });
  if (before === 0 && tournaments.isFull(tournament)) {
    refuse('TOURNAMENT_FULL', { max_entrants: tournament.max_entrants });
  }
  const price = tournament.buy_in + tournament.fee;
  if (price > 0) limits.refuseOverLimit(ctx, wallet, { amount: price, sessionFrom: undefined });
  if (wallet.cash < price) refuse('INSUFFICIENT_FUNDS');

  const { txnId, balance } = pay(ctx, tournament, player.player_id);
  const entry = { player: player.player_id, entry: before + 1, txn_id: txnId, at: nowMs };
  insertEntry(ctx, tournament.seq, entry);
  if (before === 0) sit(ctx, tournament, player.player_id);
  const { tournament_id, currency } = tournament;
  const format = (minor: number): string => money.format(minor, currency);
  emit(ctx, 'tournament.entered', player.player_id, {
    tournament_id,
    txn_id: txnId,
    entry: entry.entry,
    buy_in: format(tournament.buy_in),
    fee: format(tournament.fee),
    currency,
  });
  const row = { ...tournament, ...entry, refund_txn: null };
  return { ...entryBody(row, format), balance: format(balance) };
};

/** In time and neither closed nor cancelled, else TOURNAMENT_NOT_OPEN. */
export function refuseUnlessOpen(tournament: TournamentRow, nowMs: number): void {
  if (tournament.status === 'open' && nowMs < tournament.entries_until) return;
  refuse('TOURNAMENT_NOT_OPEN', { closes_at: formatTime(tournament.entries_until) });
}

function pay(ctx: Context, tournament: TournamentRow, player: string) {
  const { ledger, tournaments } = ctx.parts;
  const price = tournament.buy_in + tournament.fee;
  const { pot, house } = tournaments.splitEntry(tournament);
  assert(ctx.call.txnId, 'an entry has a key');
  return ledger.post(ctx, ledger.walletOf(ctx, player), {
    type: 'entry',
    amount: price,
    reference: tournament.tournament_id,
    postings: { cash: -price, pot, house },
    pot: potIdOf(tournament),
  });
}

/** From now on the player's stakes count, and the player has a rank. */
function sit(ctx: Context, tournament: TournamentRow, player: string): void {
  insertEntrant(ctx, tournament.seq, player, NO_SCORE);
  takePlace(ctx, tournament.seq, { player, score: NO_SCORE });
}

/** Every entry of the player, the newest first (GDPR-01). */
export const entriesOf = (
  ground: Ground,
  player: string,
  limit: number,
): Schema<'TournamentEntry'>[] =>
  entriesOfPlayer(ground, player, limit).map((row) =>
    entryBody(row, (minor) => ground.parts.money.format(minor, row.currency)),
  );
