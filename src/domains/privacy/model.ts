import { derivedId } from '../../kernel/ids.js';
import { formatTime } from '../../kernel/time.js';
import type { Schema } from '../../contract/types.js';
import type { PlayerRow } from '../players/index.js';

/** Most entries of each list of an export; whoever has more reads on from its `next_cursor`. */
export const EXPORT_MOST = 10_000;

/** A date of the calendar on which nobody was born. */
const NO_BIRTHDAY = '0001-01-01';

/** One look at what tells of a person: who, why and under which request. */
export interface Access {
  readonly player: string;
  readonly client: string;
  readonly operation: string;
  readonly reason: string;
  readonly request_id: string;
}

export interface AccessRow extends Access {
  readonly seq: number;
  readonly at: number;
}

export const pseudonymOf = (seed: string, playerId: string): string =>
  derivedId(seed, 'erased', playerId);

/**
 * The account with nobody behind it. Country and currency stay: the books are kept by them, and by
 * themselves they are nobody's.
 */
export const pseudonymous = (player: PlayerRow, pseudonym: string, nowMs: number): PlayerRow => ({
  ...player,
  external_id: pseudonym,
  name: pseudonym,
  email: null,
  date_of_birth: NO_BIRTHDAY,
  status: 'blocked',
  status_until: null,
  erased_at: nowMs,
});

export const accessBody = (row: AccessRow): Schema<'AccessLogEntry'> => ({
  at: formatTime(row.at),
  client_id: row.client,
  operation: row.operation,
  reason: row.reason,
  request_id: row.request_id,
});
