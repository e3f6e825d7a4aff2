import type { Migration } from '../context.js';

export const tables: readonly Migration[] = [
  {
    id: '2026-11-22-jackpots-01',
    why: 'The money of a jackpot lies in the ledger, in the pot of its id; here stands how it is filled and won (PROMO-03). Parameters of the running pot and of the next are kept apart, and a fraction of a minor unit is carried in millionths. Each pot is won once: the key of a hit says so. Which pots a stake went into is kept by the sequence of its debit, so that nothing random is indexed.',
    sql: `
      CREATE TABLE jackpots (
        seq         INTEGER PRIMARY KEY,
        jackpot_id  TEXT NOT NULL UNIQUE,
        name        TEXT NOT NULL,
        currency    TEXT NOT NULL,
        status      TEXT NOT NULL CHECK (status IN ('active', 'disabled')),
        number      INTEGER NOT NULL CHECK (number > 0),
        terms       TEXT NOT NULL,
        next_terms  TEXT,
        fraction    INTEGER NOT NULL DEFAULT 0 CHECK (fraction BETWEEN 0 AND 999999),
        seeded      INTEGER NOT NULL DEFAULT 0,
        contributed TEXT NOT NULL DEFAULT '0',
        paid        INTEGER NOT NULL DEFAULT 0,
        hits        INTEGER NOT NULL DEFAULT 0,
        drop_point  INTEGER,
        commitment  TEXT,
        created_at  INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE jackpot_games (
        game    TEXT NOT NULL,
        jackpot INTEGER NOT NULL REFERENCES jackpots,
        PRIMARY KEY (game, jackpot)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE jackpot_shares (
        debit   INTEGER NOT NULL,
        jackpot INTEGER NOT NULL REFERENCES jackpots,
        number  INTEGER NOT NULL,
        share   INTEGER NOT NULL,
        PRIMARY KEY (debit, jackpot)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE jackpot_hits (
        jackpot    INTEGER NOT NULL REFERENCES jackpots,
        number     INTEGER NOT NULL,
        hit_id     TEXT NOT NULL,
        player     TEXT NOT NULL,
        round      TEXT NOT NULL,
        debit      TEXT NOT NULL,
        txn_id     TEXT NOT NULL,
        amount     INTEGER NOT NULL CHECK (amount > 0),
        pot_before INTEGER NOT NULL,
        pot_after  INTEGER NOT NULL,
        terms      TEXT NOT NULL,
        drop_point INTEGER,
        salt       TEXT,
        commitment TEXT,
        at         INTEGER NOT NULL,
        PRIMARY KEY (jackpot, number)
      ) STRICT, WITHOUT ROWID;
      CREATE TRIGGER jackpot_hits_keep BEFORE UPDATE ON jackpot_hits
        BEGIN SELECT RAISE(ABORT, 'a hit never changes'); END;
      CREATE TRIGGER jackpot_hits_stay BEFORE DELETE ON jackpot_hits
        BEGIN SELECT RAISE(ABORT, 'a hit is kept'); END;
    `,
  },
];
