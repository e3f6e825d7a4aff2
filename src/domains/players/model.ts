import { refuse } from '../../kernel/errors.js';
import { formatTime } from '../../kernel/time.js';
import type { Schema } from '../../contract/types.js';

export const LEGAL_AGE = 18;

export type PlayerStatus = 'active' | 'blocked' | 'self_excluded' | 'timed_out';

/** Where the newest case of the player stands (KYC-01). */
export type KycStatus = Schema<'KycStatus'>;

export interface PlayerRow {
  readonly player_id: string;
  readonly external_id: string;
  readonly name: string;
  readonly date_of_birth: string;
  readonly country: string;
  readonly currency: string;
  readonly email: string | null;
  readonly status: PlayerStatus;
  /** When an exclusion or time-out ends, in milliseconds; null is for good. */
  readonly status_until: number | null;
  readonly kyc_status: KycStatus;
  readonly created_at: number;
  /** When the person was taken out, in milliseconds; null as long as there is one (GDPR-01). */
  readonly erased_at: number | null;
}

export type NewPlayer = Omit<PlayerRow, 'erased_at'>;

const LAPSES: ReadonlySet<PlayerStatus> = new Set(['self_excluded', 'timed_out']);

/** An exclusion or time-out that has run its term no longer counts (RG-02). */
export function statusAt(player: NewPlayer, nowMs: number): PlayerStatus {
  const lapsed =
    LAPSES.has(player.status) && player.status_until !== null && player.status_until <= nowMs;
  return lapsed ? 'active' : player.status;
}

export function refuseUnlessMayPlay(player: PlayerRow, nowMs: number): void {
  const status = statusAt(player, nowMs);
  if (status === 'blocked') refuse('PLAYER_BLOCKED');
  if (status === 'self_excluded') refuse('PLAYER_SELF_EXCLUDED');
  if (status === 'timed_out') refuse('PLAYER_TIMED_OUT');
}

/** Whole years between a birthday (YYYY-MM-DD) and an instant, both in UTC. */
export function ageAt(dateOfBirth: string, nowMs: number): number {
  const today = formatTime(nowMs).slice(0, 10);
  const years = Number(today.slice(0, 4)) - Number(dateOfBirth.slice(0, 4));
  return today.slice(5) < dateOfBirth.slice(5) ? years - 1 : years;
}

/**
 * A time-out or self-exclusion in force can only be made longer or stricter, never lifted early,
 * neither directly nor by way of another status (RG-02).
 */
export function refuseEarlyLift(
  player: PlayerRow,
  next: { status: PlayerStatus; untilMs: number | null },
  nowMs: number,
): void {
  const current = statusAt(player, nowMs);
  // Who was excluded when they were blocked stays excluded under the block.
  const underBlock = current === 'blocked' && (player.status_until ?? 0) > nowMs;
  if (!LAPSES.has(current) && !underBlock) return;
  const same = next.status === current && !underBlock;
  const stricter = same || next.status === 'self_excluded';
  const endsMs = player.status_until ?? Number.POSITIVE_INFINITY;
  const longer = (next.untilMs ?? Number.POSITIVE_INFINITY) >= endsMs;
  if (stricter && longer) return;
  refuse('STATE_CONFLICT', {
    status: current,
    status_until: player.status_until === null ? null : formatTime(player.status_until),
    rule: 'an exclusion cannot be lifted or shortened before it ends',
  });
}

/** Nobody is behind the account any more: nothing about it changes again. */
export function refuseIfErased(player: PlayerRow): void {
  if (player.erased_at === null) return;
  refuse('STATE_CONFLICT', { field: 'player_id', rule: 'the player was erased' });
}

export function playerBody(player: NewPlayer, nowMs: number): Schema<'Player'> {
  const status = statusAt(player, nowMs);
  const until = status === player.status ? player.status_until : null;
  return {
    player_id: player.player_id,
    external_id: player.external_id,
    name: player.name,
    date_of_birth: player.date_of_birth,
    country: player.country,
    currency: player.currency,
    email: player.email,
    status,
    status_until: until === null ? null : formatTime(until),
    kyc_status: player.kyc_status,
    created_at: formatTime(player.created_at),
  };
}
