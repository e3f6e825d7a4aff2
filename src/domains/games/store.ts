import type { Ground } from '../context.js';
import type { GameRow, SessionRow } from './model.js';

export const findGame = (ground: Ground, gameId: string): GameRow | undefined =>
  ground.sql('SELECT * FROM games WHERE game_id = ?').get(gameId) as GameRow | undefined;

/** In order of id, after one. */
export const gamesAfter = (ground: Ground, after: string, limit: number) =>
  ground
    .sql('SELECT * FROM games WHERE game_id > ? ORDER BY game_id LIMIT ?')
    .all(after, limit) as GameRow[];

export function insertGame(ground: Ground, game: GameRow): void {
  ground
    .sql(
      `INSERT INTO games (game_id, name, provider, kind, status, declared_rtp)
       VALUES (@game_id, @name, @provider, @kind, @status, @declared_rtp)`,
    )
    .run(game);
}

export function updateGameStatus(ground: Ground, gameId: string, status: GameRow['status']): void {
  ground.sql('UPDATE games SET status = ? WHERE game_id = ?').run(status, gameId);
}

export const findSession = (ground: Ground, sessionId: string): SessionRow | undefined =>
  ground.sql('SELECT * FROM sessions WHERE session_id = ?').get(sessionId) as
    SessionRow | undefined;

export const findSessionByLaunch = (ground: Ground, launchHash: string): SessionRow | undefined =>
  ground.sql('SELECT * FROM sessions WHERE launch_hash = ?').get(launchHash) as
    SessionRow | undefined;

/** The newest first. */
export const sessionsOfPlayer = (ground: Ground, player: string) =>
  ground
    .sql('SELECT * FROM sessions WHERE player = ? ORDER BY created_at DESC, session_id')
    .all(player) as SessionRow[];

export function insertSession(ground: Ground, session: SessionRow): void {
  ground
    .sql(
      `INSERT INTO sessions (session_id, client, player, game, currency, status, launch_hash,
         launch_expires_at, created_at, expires_at)
       VALUES (@session_id, @client, @player, @game, @currency, @status, @launch_hash,
         @launch_expires_at, @created_at, @expires_at)`,
    )
    .run(session);
}

export function updateSessionStatus(
  ground: Ground,
  sessionId: string,
  status: SessionRow['status'],
): void {
  ground.sql('UPDATE sessions SET status = ? WHERE session_id = ?').run(status, sessionId);
}
