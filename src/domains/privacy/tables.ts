import type { Migration } from '../context.js';

export const tables: readonly Migration[] = [
  {
    id: '2026-11-22-privacy-01',
    why: 'Who was shown or changed what tells of a person, why and when (GDPR-01). Apart from the journal, which has changes only and is for ever: a read must not make the money audit grow. Append-only like it.',
    sql: `
      CREATE TABLE access_log (
        seq        INTEGER PRIMARY KEY,
        player     TEXT NOT NULL,
        at         INTEGER NOT NULL,
        client     TEXT NOT NULL,
        operation  TEXT NOT NULL,
        reason     TEXT NOT NULL,
        request_id TEXT NOT NULL
      ) STRICT;
      CREATE INDEX access_log_by_player ON access_log (player, seq);
      CREATE TRIGGER access_log_keep BEFORE UPDATE ON access_log
        BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END;
      CREATE TRIGGER access_log_stay BEFORE DELETE ON access_log
        BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END;
    `,
  },
];
