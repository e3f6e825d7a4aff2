import type { Migration } from '../context.js';

export const tables: readonly Migration[] = [
  {
    id: '2026-11-22-audit-01',
    why: 'The journal is the audit log and the outbox at once: one row per money or state change, written in its transaction, chained by hash (OBS-03), read in order by the outbox pump.',
    sql: `
      CREATE TABLE journal (
        seq        INTEGER PRIMARY KEY,
        at         INTEGER NOT NULL,
        client     TEXT NOT NULL,
        operation  TEXT NOT NULL,
        type       TEXT NOT NULL,
        player     TEXT,
        request_id TEXT NOT NULL,
        trace_id   TEXT NOT NULL,
        data       TEXT NOT NULL,
        hash       TEXT NOT NULL
      ) STRICT;
      CREATE TRIGGER journal_keep BEFORE UPDATE ON journal
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
      CREATE TRIGGER journal_stay BEFORE DELETE ON journal
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
    `,
  },
];
