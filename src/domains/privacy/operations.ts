import { refuse } from '../../kernel/errors.js';
import { formatTime } from '../../kernel/time.js';
import { emit } from '../audit/index.js';
import type { Context, Operation } from '../context.js';
import { sessionsOf } from '../games/index.js';
import { eraseEvidence, kycFileOf } from '../kyc/index.js';
import { listExclusions, listLimits } from '../limits/index.js';
import { forgetHolders, listPaymentMethods, listPayments } from '../payments/index.js';
import type { PlayerRow } from '../players/index.js';
import { getPlayer, overwritePerson } from '../players/index.js';
import { roundsOf } from '../rounds/index.js';
import { entriesOf } from '../tournaments/index.js';
import { getWallet, listTransactions } from '../wallets/index.js';
import { accessBody, EXPORT_MOST, pseudonymOf } from './model.js';
import { accessesBelow } from './store.js';

/** Everything the platform has of the player, each part as its own operation tells it. */
export const exportPlayerData: Operation<'exportPlayerData'> = (ctx, { player_id }) => {
  const page = { player_id, limit: EXPORT_MOST };
  return {
    player: getPlayer(ctx, { player_id }),
    wallet: getWallet(ctx, { player_id }),
    transactions: listTransactions(ctx, page),
    rounds: { items: roundsOf(ctx, player_id, EXPORT_MOST) },
    sessions: { items: sessionsOf(ctx, player_id) },
    limits: listLimits(ctx, { player_id }),
    exclusions: listExclusions(ctx, { player_id }),
    kyc: kycFileOf(ctx, player_id),
    payment_methods: listPaymentMethods(ctx, page),
    payments: listPayments(ctx, page),
    tournaments: { items: entriesOf(ctx, player_id, EXPORT_MOST) },
    access_log: listAccessLog(ctx, page),
    generated_at: formatTime(ctx.clock.now()),
  };
};

const CURSOR = /^a([0-9]{1,15})$/;

export const listAccessLog: Operation<'listAccessLog'> = (ctx, input) => {
  const player = ctx.parts.players.playerOf(ctx, input.player_id);
  const limit = input.limit ?? 20;
  const found = accessesBelow(ctx, player.player_id, positionOf(input.cursor), limit + 1);
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return {
    items: rows.map(accessBody),
    next_cursor: found.length > limit && last ? `a${last.seq}` : null,
  };
};

/** A cursor names the entry it stops at, so it holds while newer ones arrive (MONEY-06). */
function positionOf(cursor: string | undefined): number {
  if (cursor === undefined) return Number.MAX_SAFE_INTEGER;
  const matched = CURSOR.exec(cursor);
  if (matched) return Number(matched[1]);
  return refuse('VALIDATION_ERROR', { field: 'cursor', rule: 'cursor' });
}

/** GDPR-01: the person goes, the books stay. Once gone, asking again changes nothing. */
export const erasePlayer: Operation<'erasePlayer'> = (ctx, input) => {
  const player = ctx.parts.players.playerOf(ctx, input.player_id);
  const pseudonym = pseudonymOf(ctx.seed, player.player_id);
  const erasedAt = player.erased_at ?? erase(ctx, player, pseudonym, input.reason);
  return { player_id: player.player_id, erased_at: formatTime(erasedAt), pseudonym };
};

function erase(ctx: Context, player: PlayerRow, pseudonym: string, reason: string): number {
  const { privacy, idempotency } = ctx.parts;
  const open = privacy.openMatters(ctx, player);
  if (open.length > 0) {
    refuse('STATE_CONFLICT', {
      field: 'player_id',
      rule: 'a player to whom something is owed or open is not erased',
      open,
    });
  }
  const nowMs = ctx.clock.now();
  overwritePerson(ctx, privacy.pseudonymous(player, pseudonym, nowMs));
  eraseEvidence(ctx, player.player_id);
  forgetHolders(ctx, player.player_id);
  idempotency.shred(ctx, player.player_id);
  emit(ctx, 'player.erased', player.player_id, { pseudonym, reason });
  return nowMs;
}
