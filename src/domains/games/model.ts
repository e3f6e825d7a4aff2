import { refuse } from '../../kernel/errors.js';
import { formatTime, HOUR_MS, SECOND_MS } from '../../kernel/time.js';
import type { Schema } from '../../contract/types.js';

/** A launch token is used at once or never (PLAY-12). */
export const LAUNCH_TERM_MS = 60 * SECOND_MS;
export const SESSION_TERM_MS = 4 * HOUR_MS;

export interface GameRow {
  readonly game_id: string;
  readonly name: string;
  readonly provider: string;
  readonly kind: 'slot' | 'roulette' | 'crash';
  readonly status: 'enabled' | 'disabled';
  readonly declared_rtp: string;
}

export interface SessionRow {
  readonly session_id: string;
  readonly client: string;
  readonly player: string;
  readonly game: string;
  readonly currency: string;
  readonly status: 'launched' | 'active' | 'closed';
  readonly launch_hash: string;
  readonly launch_expires_at: number;
  readonly created_at: number;
  readonly expires_at: number;
}

const sessionStatusAt = (session: SessionRow, nowMs: number) =>
  session.status !== 'closed' && session.expires_at <= nowMs ? 'expired' : session.status;

/** A debit needs a session that is neither closed nor over; wins and rollbacks do not (PLAY-04). */
export function refuseUnlessLive(session: SessionRow, nowMs: number): void {
  const status = sessionStatusAt(session, nowMs);
  if (status === 'closed' || status === 'expired') refuse('SESSION_EXPIRED', { status });
}

export function refuseUnlessEnabled(game: GameRow): void {
  if (game.status !== 'enabled') refuse('GAME_DISABLED', { game_id: game.game_id });
}

export function sessionBody(session: SessionRow, nowMs: number): Schema<'Session'> {
  return {
    session_id: session.session_id,
    player_id: session.player,
    game_id: session.game,
    currency: session.currency,
    status: sessionStatusAt(session, nowMs),
    created_at: formatTime(session.created_at),
    expires_at: formatTime(session.expires_at),
  };
}
