import type { Migration } from '../context.js';

export const tables: readonly Migration[] = [
  {
    id: '2026-11-22-access-01',
    why: 'Clients and what they may do. Secrets are kept as hashes; during a rotation the previous one is accepted until its time (SEC-04).',
    sql: `
      CREATE TABLE clients (
        client_id               TEXT NOT NULL PRIMARY KEY,
        scopes                  TEXT NOT NULL,
        secret_hash             BLOB NOT NULL,
        secret_generation       INTEGER NOT NULL DEFAULT 1,
        previous_secret_hash    BLOB,
        previous_accepted_until INTEGER
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    id: '2026-11-22-access-02',
    why: 'Signing keys from the first rotation on; until then the key derived from the seed signs. An old key is accepted as long as a token it signed may live (SEC-04).',
    sql: `
      CREATE TABLE signing_keys (
        generation     INTEGER PRIMARY KEY,
        kid            TEXT NOT NULL UNIQUE,
        private_jwk    TEXT NOT NULL,
        active_from    INTEGER NOT NULL,
        accepted_until INTEGER
      ) STRICT;
    `,
  },
  {
    id: '2026-11-22-access-03',
    why: 'How much a client may ask for and from where; without either it is not held back (SEC-05).',
    sql: `
      ALTER TABLE clients ADD COLUMN rate_per_second INTEGER;
      ALTER TABLE clients ADD COLUMN rate_burst INTEGER;
      ALTER TABLE clients ADD COLUMN addresses TEXT;
    `,
  },
];
