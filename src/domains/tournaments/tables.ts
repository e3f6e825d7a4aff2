import type { Migration } from '../context.js';

export const tables: readonly Migration[] = [
  {
    id: '2026-11-22-tournaments-01',
    why: 'Tournaments with who entered and how they stand (PROMO-02; GLI-19 2.8.4: entries, fees, rankings, prizes, status). Games lead to the tournaments played on them, so that a stake elsewhere costs one look-up. Stakes are kept only while their round is open.',
    sql: `
      CREATE TABLE tournaments (
        seq           INTEGER PRIMARY KEY,
        tournament_id TEXT NOT NULL UNIQUE,
        client        TEXT NOT NULL,
        name          TEXT NOT NULL,
        currency      TEXT NOT NULL,
        games         TEXT NOT NULL,
        starts_at     INTEGER NOT NULL,
        ends_at       INTEGER NOT NULL CHECK (ends_at > starts_at),
        entries_until INTEGER NOT NULL,
        buy_in        INTEGER NOT NULL CHECK (buy_in >= 0),
        fee           INTEGER NOT NULL CHECK (fee >= 0),
        re_entries    INTEGER NOT NULL,
        max_entrants  INTEGER,
        rule          TEXT NOT NULL CHECK (rule IN ('wagered', 'biggest_multiplier', 'points')),
        per_wagered   INTEGER NOT NULL,
        per_won       INTEGER NOT NULL,
        per_round     INTEGER NOT NULL,
        prizes        TEXT NOT NULL,
        guarantee     INTEGER NOT NULL CHECK (guarantee >= 0),
        unclaimed     TEXT NOT NULL CHECK (unclaimed IN ('house', 'first_place')),
        status        TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'closed', 'cancelled')),
        entrants      INTEGER NOT NULL DEFAULT 0,
        entries       INTEGER NOT NULL DEFAULT 0,
        created_at    INTEGER NOT NULL,
        settled_at    INTEGER,
        top_up        INTEGER NOT NULL DEFAULT 0,
        paid          INTEGER NOT NULL DEFAULT 0,
        returned      INTEGER NOT NULL DEFAULT 0,
        winners       INTEGER NOT NULL DEFAULT 0
      ) STRICT;
      CREATE INDEX tournaments_open ON tournaments (seq) WHERE status = 'open';

      CREATE TABLE tournament_games (
        currency   TEXT NOT NULL,
        game       TEXT NOT NULL,
        ends_at    INTEGER NOT NULL,
        tournament INTEGER NOT NULL REFERENCES tournaments,
        starts_at  INTEGER NOT NULL,
        PRIMARY KEY (currency, game, ends_at, tournament)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE tournament_entries (
        tournament INTEGER NOT NULL REFERENCES tournaments,
        player     TEXT NOT NULL,
        entry      INTEGER NOT NULL,
        txn_id     TEXT NOT NULL,
        at         INTEGER NOT NULL,
        refund_txn TEXT,
        PRIMARY KEY (tournament, player, entry)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX tournament_entries_by_player ON tournament_entries (player, at);

      CREATE TABLE tournament_entrants (
        tournament  INTEGER NOT NULL REFERENCES tournaments,
        player      TEXT NOT NULL,
        rounds      INTEGER NOT NULL DEFAULT 0 CHECK (rounds >= 0),
        staked      INTEGER NOT NULL DEFAULT 0,
        won         INTEGER NOT NULL DEFAULT 0,
        best_won    INTEGER NOT NULL DEFAULT 0,
        best_staked INTEGER NOT NULL DEFAULT 0,
        score       BLOB NOT NULL,
        prize       INTEGER,
        prize_txn   TEXT,
        PRIMARY KEY (tournament, player)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE tournament_stakes (
        round      INTEGER NOT NULL,
        stake      INTEGER NOT NULL,
        tournament INTEGER NOT NULL,
        amount     INTEGER NOT NULL,
        won        INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (round, stake, tournament)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE tournament_payouts (txn_id TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;
    `,
  },
];
