import type { Migration } from '../context.js';

export const tables: readonly Migration[] = [
  {
    id: '2026-11-22-limits-01',
    why: 'Limits by player, kind and period, each with what of it is used in the period it was last counted in: only players who have a limit pay for a counter. Deposits are counted one by one, because one that is still pending stands in no statement. Exclusions are kept as they were asked for; the status of the player is what stops the next bet.',
    sql: `
      CREATE TABLE limits (
        player         TEXT NOT NULL,
        kind           TEXT NOT NULL CHECK (kind IN ('deposit', 'loss', 'stake', 'session')),
        period         TEXT NOT NULL CHECK (period IN ('day', 'week', 'month')),
        amount         INTEGER CHECK (amount >= 0),
        effective_at   INTEGER NOT NULL,
        pending_amount INTEGER CHECK (pending_amount >= 0),
        pending_at     INTEGER,
        counted_from   INTEGER NOT NULL,
        used           INTEGER NOT NULL,
        PRIMARY KEY (player, kind, period),
        CHECK (pending_at IS NOT NULL OR pending_amount IS NULL)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE counted_deposits (
        player TEXT NOT NULL,
        at     INTEGER NOT NULL,
        amount INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX counted_deposits_by_player ON counted_deposits (player, at, amount);
      CREATE TABLE exclusions (
        seq          INTEGER PRIMARY KEY,
        exclusion_id TEXT NOT NULL UNIQUE,
        player       TEXT NOT NULL,
        kind         TEXT NOT NULL CHECK (kind IN ('self_exclusion', 'time_out')),
        until        INTEGER,
        created_at   INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX exclusions_by_player ON exclusions (player, seq);
    `,
  },
];
