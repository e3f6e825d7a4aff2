import type { Migration } from '../context.js';

export const tables: readonly Migration[] = [
  {
    id: '2026-11-22-payments-01',
    why: 'Payment methods by the PSP’s token alone (PAY-05); payments with their state; every event of the PSP once, with the answer it was given (PAY-04); and incidents, for people to look at (PAY-03).',
    sql: `
      CREATE TABLE payment_methods (
        seq           INTEGER PRIMARY KEY,
        method_id     TEXT NOT NULL UNIQUE,
        player        TEXT NOT NULL,
        psp_token     TEXT NOT NULL,
        kind          TEXT,
        brand         TEXT,
        last4         TEXT,
        status        TEXT NOT NULL
                      CHECK (status IN ('unverified', 'verifying', 'verified', 'failed')),
        verifications INTEGER NOT NULL DEFAULT 0,
        created_at    INTEGER NOT NULL,
        UNIQUE (player, psp_token)
      ) STRICT;
      CREATE TABLE payments (
        seq        INTEGER PRIMARY KEY,
        payment_id TEXT NOT NULL UNIQUE,
        kind       TEXT NOT NULL CHECK (kind IN ('deposit', 'withdrawal')),
        player     TEXT NOT NULL,
        method     TEXT NOT NULL,
        amount     INTEGER NOT NULL CHECK (amount BETWEEN 1 AND 9007199254740991),
        currency   TEXT NOT NULL,
        status     TEXT NOT NULL CHECK (status IN ('pending', 'challenge', 'held', 'processing',
                     'completed', 'failed', 'cancelled', 'refunded', 'charged_back')),
        reason     TEXT,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX payments_of_player ON payments (player, seq);
      CREATE TABLE payment_events (
        event_id TEXT NOT NULL PRIMARY KEY,
        payment  TEXT NOT NULL,
        status   TEXT NOT NULL,
        at       INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE incidents (
        seq         INTEGER PRIMARY KEY,
        incident_id TEXT NOT NULL UNIQUE,
        kind        TEXT NOT NULL,
        payment     TEXT NOT NULL,
        player      TEXT,
        data        TEXT NOT NULL,
        at          INTEGER NOT NULL
      ) STRICT;
    `,
  },
  {
    id: '2026-11-22-payments-02',
    why: 'Whose a method is, as the PSP said when it was verified: money of somebody else raises an alert when a payment completes (KYC-04).',
    sql: `ALTER TABLE payment_methods ADD COLUMN holder TEXT;`,
  },
];
