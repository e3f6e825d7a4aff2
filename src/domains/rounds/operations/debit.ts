import { assert, refuse } from '../../../kernel/errors.js';
import type { Input } from '../../../contract/types.js';
import { emit } from '../../audit/index.js';
import type { Context, Ground, Operation } from '../../context.js';
import type { GameRow, SessionRow } from '../../games/index.js';
import type { RoundRow } from '../model.js';
import { addToRound, findRound, insertRound, insertStake } from '../store.js';

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
  emit(ctx, 'round.debited', player.player_id, {
    round_id: debit.round_id,
    txn_id: txnId,
    amount: debit.amount,
    currency: debit.currency,
  });
  return {
    txn_id: txnId,
    balance: money.format(posted.balance, wallet.currency),
    status: 'committed',
  };
};

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
