import { assert, refuse } from '../../../kernel/errors.js';
import type { Input } from '../../../contract/types.js';
import { emit } from '../../audit/index.js';
import type { Context, Ground, Operation } from '../../context.js';
import type { GameRow, SessionRow } from '../../games/index.js';
import type { Win } from '../../jackpots/index.js';
import type { Posted } from '../../ledger/index.js';
import type { RoundRow } from '../model.js';
import { addToRound, findRound, insertRound, insertStake, markSettled } from '../store.js';

type Debit = Input<'debitRound'>;

/** The amount and its currency, before anything is looked up (MONEY-01). */
export const checkDebit = ({ parts }: Ground, debit: Debit): number =>
  parts.money.stakeOf(debit.amount, parts.money.currencyOf(debit.currency), 'amount');

/** Takes a stake once (PLAY-01): cash and bonus go into play until the stake is settled. */
export const debitRound: Operation<'debitRound'> = (ctx, debit) => {
  const { players, limits, rounds, money, ledger } = ctx.parts;
  const amount = checkDebit(ctx, debit);
  const player = players.playerOf(ctx, debit.player_id);
  const place = placeOf(ctx, debit);
  players.refuseUnlessMayPlay(ctx, player);
  refuseUnlessPlayable(ctx, place);
  const wallet = ledger.walletOf(ctx, player.player_id);
  if (debit.currency !== wallet.currency) refuse('CURRENCY_MISMATCH', { field: 'currency' });

  const txnId = ctx.call.txnId;
  assert(txnId, 'a debit has a key');
  const round = findRound(ctx, debit.round_id, player.player_id);
  if (round) rounds.refuseIfEnded(round);
  rounds.refuseIfVoided(ctx, txnId);

  limits.refuseOverLimit(ctx, wallet, { amount, sessionFrom: place.session?.created_at });
  const stake = ledger.split(wallet, amount);
  const posted = ledger.post(ctx, wallet, {
    type: 'debit',
    amount,
    round: debit.round_id,
    postings: { cash: -stake.cash, bonus: -stake.bonus, in_play: amount },
  });
  const seq = openRound(ctx, debit, place, round, amount);
  insertStake(ctx, { round: seq, txn_id: txnId, ...stake, position: posted.seq });
  const game = place.game?.game_id ?? round?.game ?? undefined;
  const won = playJackpots(ctx, debit, { seq, amount, game, posted });
  return {
    txn_id: txnId,
    balance: money.format(won.at(-1)?.posted.balance ?? posted.balance, wallet.currency),
    status: 'committed',
    ...(won.length > 0 && { jackpot_wins: won.map((win) => winBody(ctx, win, debit.currency)) }),
  };
};

interface Taken {
  /** Of the round. */
  readonly seq: number;
  readonly amount: number;
  readonly game: string | undefined;
  readonly posted: Posted;
}

/** PROMO-03: the stake contributes and may win; one that won is settled, and goes back no more. */
function playJackpots(ctx: Context, debit: Debit, taken: Taken): readonly Win[] {
  const { round_id, player_id, currency } = debit;
  const { seq, amount, game, posted } = taken;
  const facts = { amount, currency, game, txnId: posted.txnId, seq: posted.seq };
  const stake = { player: player_id, round: round_id, ...facts };
  const joined = ctx.parts.jackpots.contribute(ctx, stake);
  const counted = { player: player_id, currency, game: game ?? null, round: seq };
  const tournaments = ctx.parts.tournaments.countStake(ctx, {
    ...counted,
    stake: posted.seq,
    amount,
  });
  emit(ctx, 'round.debited', player_id, {
    round_id,
    txn_id: posted.txnId,
    amount: debit.amount,
    currency,
    ...(joined.length > 0 && { jackpots: joined.map(({ jackpot_id }) => jackpot_id) }),
    ...(tournaments.length > 0 && { tournaments }),
  });
  const wins = ctx.parts.jackpots.drawFor(ctx, joined, stake);
  if (wins.length === 0) return wins;
  markSettled(ctx, { round: seq, txn_id: posted.txnId });
  const won = wins.reduce((sum, win) => sum + win.amount, 0);
  addToRound(ctx, seq, { won, inPlay: -amount });
  return wins;
}

const winBody = (ctx: Context, win: Win, currency: string) => ({
  jackpot_id: win.jackpotId,
  hit_id: win.hitId,
  amount: ctx.parts.money.format(win.amount, currency),
  txn_id: win.posted.txnId,
});

interface Place {
  readonly session: SessionRow | undefined;
  readonly game: GameRow | undefined;
}

/** Where it is played; a live lobby may change the game within one session. */
function placeOf(ctx: Context, debit: Debit): Place {
  const session =
    debit.session_id === undefined ? undefined : ctx.parts.games.sessionOf(ctx, debit.session_id);
  if (session && session.player !== debit.player_id) {
    refuse('SESSION_NOT_FOUND', { field: 'session_id', rule: 'of this player' });
  }
  const named = debit.meta?.['game_id'];
  const gameId = typeof named === 'string' ? named : session?.game;
  return { session, game: gameId === undefined ? undefined : ctx.parts.games.gameOf(ctx, gameId) };
}

function refuseUnlessPlayable(ctx: Context, place: Place): void {
  if (place.session) ctx.parts.games.refuseUnlessLive(ctx, place.session);
  if (place.game) ctx.parts.games.refuseUnlessEnabled(place.game);
}

function openRound(
  ctx: Context,
  debit: Debit,
  place: Place,
  round: RoundRow | undefined,
  amount: number,
): number {
  if (round) {
    addToRound(ctx, round.seq, { staked: amount, inPlay: amount });
    return round.seq;
  }
  const opened = {
    round_id: debit.round_id,
    player: debit.player_id,
    game: place.game?.game_id ?? null,
    session: debit.session_id ?? null,
    currency: debit.currency,
  };
  return insertRound(ctx, opened, amount);
}
