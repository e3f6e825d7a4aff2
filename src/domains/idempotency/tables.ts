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
  {
    id: '2026-11-22-idempotency-02',
    why: 'A receipt is kept for ever, the person in it is not (GDPR-01). What tells of a person or holds a secret is sealed under a key of its owner; erasing the key leaves the receipt and takes its content. A row whose key is gone stays: its owner gets no other key.',
    sql: `
      ALTER TABLE receipts ADD COLUMN sealed_for TEXT;
      CREATE TABLE receipt_keys (
        owner TEXT NOT NULL PRIMARY KEY,
        key   BLOB CHECK (key IS NULL OR length(key) = 32)
      ) STRICT, WITHOUT ROWID;
      CREATE TRIGGER receipt_keys_once BEFORE UPDATE ON receipt_keys
        WHEN NEW.key IS NOT NULL OR NEW.owner <> OLD.owner
        BEGIN SELECT RAISE(ABORT, 'a key is made once'); END;
      CREATE TRIGGER receipt_keys_stay BEFORE DELETE ON receipt_keys
        BEGIN SELECT RAISE(ABORT, 'an erased key is remembered'); END;
    `,
  },
];
