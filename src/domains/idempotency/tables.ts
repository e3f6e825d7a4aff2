import type { Migration } from '../context.js';

export const tables: readonly Migration[] = [
  {
    id: '2026-11-22-idempotency-01',
    why: 'A receipt for every keyed request, kept as long as its transaction (IDEM-05). Its id is derived from client and key, so one index answers for the key and for the txn_id. Rows are appended in order: only the index is touched at random.',
    sql: `
      CREATE TABLE receipts (
        seq     INTEGER PRIMARY KEY,
        id      BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
        payload BLOB NOT NULL,
        outcome TEXT NOT NULL,
        body    TEXT NOT NULL,
        txn     INTEGER
      ) STRICT;
      CREATE TRIGGER receipts_keep BEFORE UPDATE ON receipts
        BEGIN SELECT RAISE(ABORT, 'a receipt never changes'); END;
      CREATE TRIGGER receipts_stay BEFORE DELETE ON receipts
        BEGIN SELECT RAISE(ABORT, 'a receipt is kept'); END;
    `,
  },
];
