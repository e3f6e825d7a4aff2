import { refuse } from '../../kernel/errors.js';
import type { Context, Domain, Ground } from '../context.js';
import { command, query } from '../context.js';
import type { GameRow, SessionRow } from './model.js';
import { refuseUnlessEnabled, refuseUnlessLive } from './model.js';
import {
  checkLaunch,
  closeSession,
  getGame,
  getSession,
  launchSession,
  listGames,
  redeemLaunch,
  setGameStatus,
} from './operations.js';
import { findGame, findSession } from './store.js';
import { tables } from './tables.js';

export type { GameRow, SessionRow } from './model.js';
export { sessionsOf } from './operations.js';
export { findGame, insertGame } from './store.js';

/** What other rooms ask about games and sessions. */
export interface GameRules {
  /** The game, or GAME_NOT_FOUND. */
  gameOf(ground: Ground, gameId: string): GameRow;
  /** The caller's session, or SESSION_NOT_FOUND; NOT_YOURS when another client launched it. */
  sessionOf(ctx: Context, sessionId: string): SessionRow;
  refuseUnlessEnabled(game: GameRow): void;
  refuseUnlessLive(ctx: Context, session: SessionRow): void;
  /** Once, by the client that launched, while the token lives (PLAY-12). */
  mayRedeem(ctx: Context, session: SessionRow): boolean;
}

function sessionOf(ctx: Context, sessionId: string): SessionRow {
  const session = findSession(ctx, sessionId);
  if (!session) refuse('SESSION_NOT_FOUND', { field: 'session_id' });
  if (session.client !== ctx.call.client.clientId) refuse('NOT_YOURS', { field: 'session_id' });
  return session;
}

export const soundGames: GameRules = {
  gameOf: (ground, gameId) =>
    findGame(ground, gameId) ?? refuse('GAME_NOT_FOUND', { field: 'game_id' }),
  sessionOf,
  refuseUnlessEnabled,
  refuseUnlessLive: (ctx, session) => refuseUnlessLive(session, ctx.clock.now()),
  mayRedeem: (ctx, session) =>
    session.status === 'launched' &&
    session.client === ctx.call.client.clientId &&
    session.launch_expires_at > ctx.clock.now(),
};

export const games: Domain = {
  name: 'games',
  tables,
  operations: {
    listGames: query(listGames),
    getGame: query(getGame),
    setGameStatus: command(setGameStatus),
    launchSession: command(launchSession, checkLaunch),
    redeemLaunch: command(redeemLaunch),
    getSession: query(getSession),
    closeSession: command(closeSession),
  },
};
