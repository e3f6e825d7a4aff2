import { refuse } from '../../kernel/errors.js';
import { derivedId, sha256Hex } from '../../kernel/ids.js';
import { formatTime } from '../../kernel/time.js';
import { emit, headOf } from '../audit/index.js';
import type { EventType } from '../audit/index.js';
import type { Input, Schema } from '../../contract/types.js';
import type { Context, Ground, Operation } from '../context.js';
import type { SessionRow } from './model.js';
import { LAUNCH_TERM_MS, SESSION_TERM_MS, sessionBody } from './model.js';
import {
  findSessionByLaunch,
  gamesAfter,
  insertSession,
  sessionsOfPlayer,
  updateGameStatus,
  updateSessionStatus,
} from './store.js';

export const listGames: Operation<'listGames'> = (ctx, input) => {
  const limit = input.limit ?? 20;
  const found = gamesAfter(ctx, input.cursor ?? '', limit + 1);
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, next_cursor: found.length > limit && last ? last.game_id : null };
};

export const getGame: Operation<'getGame'> = (ctx, input) =>
  ctx.parts.games.gameOf(ctx, input.game_id);

export const setGameStatus: Operation<'setGameStatus'> = (ctx, input) => {
  const game = ctx.parts.games.gameOf(ctx, input.game_id);
  updateGameStatus(ctx, game.game_id, input.status);
  emit(ctx, 'game.status', null, {
    game_id: game.game_id,
    from: game.status,
    to: input.status,
    reason: input.reason,
  });
  return { ...game, status: input.status };
};

export function checkLaunch({ parts }: Ground, input: Input<'launchSession'>): void {
  if (input.currency !== undefined) parts.money.currencyOf(input.currency);
}

export const launchSession: Operation<'launchSession'> = (ctx, input) => {
  const { players, games } = ctx.parts;
  const player = players.playerOf(ctx, input.player_id);
  const game = games.gameOf(ctx, input.game_id);
  players.refuseUnlessMayPlay(ctx, player);
  games.refuseUnlessEnabled(game);
  if (input.currency !== undefined && input.currency !== player.currency) {
    refuse('CURRENCY_MISMATCH', { field: 'currency' });
  }

  const nowMs = ctx.clock.now();
  // By its key, whatever raced with it; the head of the journal moves with every change, so no two
  // launches without a key derive the same ids either.
  const turn = ctx.call.key === undefined ? ['head', headOf(ctx).hash] : ['key', ctx.call.key];
  const unique = [ctx.call.client.clientId, player.player_id, ...turn];
  const launchToken = derivedId(ctx.seed, 'lt', ...unique);
  const session: SessionRow = {
    session_id: derivedId(ctx.seed, 's', ...unique),
    client: ctx.call.client.clientId,
    player: player.player_id,
    game: game.game_id,
    currency: player.currency,
    status: 'launched',
    launch_hash: sha256Hex(launchToken),
    launch_expires_at: nowMs + LAUNCH_TERM_MS,
    created_at: nowMs,
    expires_at: nowMs + SESSION_TERM_MS,
  };
  insertSession(ctx, session);
  emitSession(ctx, 'session.launched', session);
  return {
    session_id: session.session_id,
    launch_url: `https://games.invalid/launch#${launchToken}`,
    launch_token: launchToken,
    launch_expires_at: formatTime(session.launch_expires_at),
    expires_at: formatTime(session.expires_at),
  };
};

export const redeemLaunch: Operation<'redeemLaunch'> = (ctx, input) => {
  const nowMs = ctx.clock.now();
  const session = findSessionByLaunch(ctx, sha256Hex(input.launch_token));
  if (!session || !ctx.parts.games.mayRedeem(ctx, session)) refuse('LAUNCH_TOKEN_INVALID');
  updateSessionStatus(ctx, session.session_id, 'active');
  emitSession(ctx, 'session.opened', session);
  return sessionBody({ ...session, status: 'active' }, nowMs);
};

export const getSession: Operation<'getSession'> = (ctx, input) =>
  sessionBody(ctx.parts.games.sessionOf(ctx, input.session_id), ctx.clock.now());

/** Whatever client launched them, the newest first. */
export const sessionsOf = (ground: Ground, player: string): Schema<'Session'>[] =>
  sessionsOfPlayer(ground, player).map((row) => sessionBody(row, ground.clock.now()));

export const closeSession: Operation<'closeSession'> = (ctx, input) => {
  const session = ctx.parts.games.sessionOf(ctx, input.session_id);
  if (session.status !== 'closed') {
    updateSessionStatus(ctx, session.session_id, 'closed');
    emitSession(ctx, 'session.closed', session);
  }
  return sessionBody({ ...session, status: 'closed' }, ctx.clock.now());
};

function emitSession(ctx: Context, type: EventType, session: SessionRow): void {
  emit(ctx, type, session.player, { session_id: session.session_id, game_id: session.game });
}
