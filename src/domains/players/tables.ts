import type { Migration } from '../context.js';

export const tables: readonly Migration[] = [
  {
    id: '2026-11-22-players-01',
    why: 'Players and what they may do. The id is derived from the external id, so creating one twice cannot make two.',
    sql: `
      CREATE TABLE players (
        player_id     TEXT NOT NULL PRIMARY KEY,
        external_id   TEXT NOT NULL UNIQUE,
        name          TEXT NOT NULL,
        date_of_birth TEXT NOT NULL,
        country       TEXT NOT NULL,
        currency      TEXT NOT NULL,
        email         TEXT,
        status        TEXT NOT NULL
          CHECK (status IN ('active', 'blocked', 'self_excluded', 'timed_out')),
        status_until  INTEGER,
        created_at    INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
    `,
  },
];
