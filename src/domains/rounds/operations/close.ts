import { refuse } from '../../../kernel/errors.js';
import { derivedId } from '../../../kernel/ids.js';
import type { Input } from '../../../contract/types.js';
import { emit } from '../../audit/index.js';
import type { Context, Operation } from '../../context.js';
import type { RoundRow } from '../model.js';
import { roundBody } from '../model.js';
import {
  addToRound,
  endRound,
  findRound,
  roundsNamed,
  settleOpenStakes,
  stakesOf,
} from '../store.js';

/** Ends a round that no final credit ended (PLAY-10): stakes still in play are lost. Repeatable. */
export const closeRound: Operation<'closeRound'> = (ctx, input) => {
  const player = ctx.parts.players.playerOf(ctx, input.player_id);
  const round =
    findRound(ctx, input.round_id, player.player_id) ??
    refuse('ROUND_NOT_FOUND', { field: 'round_id' });
  if (round.ended === 0) end(ctx, round, input.reason);
  return bodyOf(ctx, findRound(ctx, input.round_id, player.player_id) ?? round);
};

function end(ctx: Context, round: RoundRow, reason: string | undefined): void {
  if (round.in_play > 0) {
    const txnId =
      ctx.call.txnId ??
      derivedId(ctx.seed, 't', 'close', round.client, round.round_id, round.player);
    const wallet = ctx.parts.ledger.walletOf(ctx, round.player);
    const entry = {
      type: 'close',
      amount: round.in_play,
      round: round.round_id,
      postings: { in_play: -round.in_play, house: round.in_play },
    } as const;
    ctx.parts.ledger.post(ctx, wallet, entry, txnId);
    addToRound(ctx, round.seq, { inPlay: -round.in_play });
    settleOpenStakes(ctx, round.seq);
  }
  endRound(ctx, round.seq);
  const tournaments = ctx.parts.tournaments.countRound(ctx, round.player, round.seq);
  emit(ctx, 'round.closed', round.player, {
    round_id: round.round_id,
    reason: reason ?? null,
    ...(tournaments.length > 0 && { tournaments }),
  });
}

export const getRound: Operation<'getRound'> = (ctx, input) =>
  bodyOf(ctx, roundNamed(ctx, input) ?? refuse('ROUND_NOT_FOUND', { field: 'round_id' }));

/** With a player_id that player's round; without one the only round of that id. */
export function roundNamed(ctx: Context, input: Input<'getRound'>): RoundRow | undefined {
  if (input.player_id !== undefined) return findRound(ctx, input.round_id, input.player_id);
  const named = roundsNamed(ctx, input.round_id);
  if (named.length > 1) refuse('VALIDATION_ERROR', { field: 'player_id', rule: 'required' });
  return named[0];
}

const bodyOf = (ctx: Context, round: RoundRow) =>
  roundBody(round, stakesOf(ctx, round.seq), (minor) =>
    ctx.parts.money.format(minor, round.currency),
  );
