import type { Migration } from '../context.js';

export const tables: readonly Migration[] = [
  {
    id: '2026-11-22-rounds-01',
    why: 'Rounds belong to a client and a player, their stakes to the round: a credit or rollback finds its debit inside the round, without an index over all transactions. A tombstone remembers a rollback that overtook its debit (PLAY-07).',
    sql: `
      CREATE TABLE rounds (
        seq       INTEGER PRIMARY KEY,
        round_id  TEXT NOT NULL,
        client    TEXT NOT NULL,
        player    TEXT NOT NULL,
        game      TEXT,
        session   TEXT,
        currency  TEXT NOT NULL,
        ended     INTEGER NOT NULL DEFAULT 0 CHECK (ended IN (0, 1)),
        staked    INTEGER NOT NULL DEFAULT 0,
        won       INTEGER NOT NULL DEFAULT 0,
        in_play   INTEGER NOT NULL DEFAULT 0 CHECK (in_play >= 0),
        opened_at INTEGER NOT NULL,
        closed_at INTEGER,
        UNIQUE (round_id, client, player)
      ) STRICT;
      CREATE TABLE stakes (
        round        INTEGER NOT NULL,
        txn_id       TEXT NOT NULL,
        cash         INTEGER NOT NULL,
        bonus        INTEGER NOT NULL,
        status       TEXT NOT NULL CHECK (status IN ('open', 'settled', 'rolled_back')),
        rollback_txn TEXT,
        position     INTEGER NOT NULL,
        PRIMARY KEY (round, txn_id)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE tombstones (txn_id TEXT NOT NULL PRIMARY KEY, at INTEGER NOT NULL)
        STRICT, WITHOUT ROWID;
    `,
  },
  {
    id: '2026-11-23-rounds-02',
    why: 'How each round was drawn, so that it can be replayed (PLAY-11). No two rounds of a client are drawn with the same inputs: they are looked up by them.',
    sql: `
      CREATE TABLE round_reports (
        round            INTEGER PRIMARY KEY REFERENCES rounds (seq),
        game             TEXT NOT NULL,
        server_seed_hash TEXT NOT NULL,
        client_seed      TEXT NOT NULL,
        nonce            INTEGER NOT NULL,
        bet              TEXT NOT NULL,
        outcome          TEXT NOT NULL,
        win              INTEGER NOT NULL,
        server_seed      TEXT,
        last_txn         INTEGER NOT NULL,
        reported_at      INTEGER NOT NULL,
        revealed_at      INTEGER
      ) STRICT;
      CREATE INDEX reports_by_inputs ON round_reports (server_seed_hash, nonce);
    `,
  },
];
