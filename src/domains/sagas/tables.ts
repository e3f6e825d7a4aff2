import type { Migration } from '../context.js';

export const tables: readonly Migration[] = [
  {
    id: '2026-11-22-sagas-01',
    why: 'Work of several steps as data: where it stands, when it goes on, and what has happened. A process that dies finds its sagas here and goes on (SAGA-01, SAGA-02).',
    sql: `
      CREATE TABLE sagas (
        saga_id    TEXT NOT NULL PRIMARY KEY,
        kind       TEXT NOT NULL,
        subject    TEXT NOT NULL UNIQUE,
        player     TEXT,
        step       TEXT NOT NULL,
        status     TEXT NOT NULL CHECK (status IN ('running', 'completed', 'compensated', 'failed')),
        data       TEXT NOT NULL,
        attempts   INTEGER NOT NULL DEFAULT 0,
        due_at     INTEGER,
        trace_id   TEXT NOT NULL,
        request_id TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX sagas_due ON sagas (due_at) WHERE due_at IS NOT NULL;
      CREATE TABLE saga_steps (
        saga_id TEXT NOT NULL,
        seq     INTEGER NOT NULL,
        step    TEXT NOT NULL,
        outcome TEXT NOT NULL,
        at      INTEGER NOT NULL,
        PRIMARY KEY (saga_id, seq)
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    id: '2026-11-22-sagas-02',
    why: 'Sagas are taken up kind by kind, so that no kind waits for another: what is due of one is found without looking at the rest.',
    sql: `
      CREATE INDEX sagas_due_of_kind ON sagas (kind, due_at) WHERE due_at IS NOT NULL;
    `,
  },
];
