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
  {
    id: '2026-11-22-players-02',
    why: 'The player shows where their verification stands (KYC-01): asked at every withdrawal, so it is beside the player and not only in the case.',
    sql: `
      ALTER TABLE players ADD COLUMN kyc_status TEXT NOT NULL DEFAULT 'none'
        CHECK (kyc_status IN ('none', 'pending', 'approved', 'rejected', 'needs_info'));
    `,
  },
  {
    id: '2026-11-22-players-03',
    why: 'When the person was taken out of the row (GDPR-01): the row itself stays, because the books name its id.',
    sql: 'ALTER TABLE players ADD COLUMN erased_at INTEGER;',
  },
];
