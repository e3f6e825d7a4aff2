import type { Migration } from '../context.js';

export const tables: readonly Migration[] = [
  {
    id: '2026-11-22-partners-01',
    why: 'The secrets that partners sign their webhooks with; the previous one is accepted during the overlap of a rotation (SEC-04).',
    sql: `
      CREATE TABLE partner_secrets (
        partner                 TEXT NOT NULL PRIMARY KEY,
        secret                  TEXT NOT NULL,
        generation              INTEGER NOT NULL DEFAULT 1,
        previous_secret         TEXT,
        previous_accepted_until INTEGER
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    id: '2026-11-22-partners-02',
    why: 'Where the webhooks of a partner may come from; anywhere without (SEC-05).',
    sql: 'ALTER TABLE partner_secrets ADD COLUMN addresses TEXT;',
  },
];
