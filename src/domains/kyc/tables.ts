import type { Migration } from '../context.js';

export const tables: readonly Migration[] = [
  {
    id: '2026-11-22-kyc-01',
    why: 'Cases with their documents, decisions heard, screenings and alerts (KYC-01, KYC-02, KYC-04). The number of a document is there only until the provider has it; after that its end and a keyed hash are, by which the same document of two players can be told. One case in force per player is what the index says.',
    sql: `
      CREATE TABLE kyc_cases (
        case_id    TEXT NOT NULL PRIMARY KEY,
        player     TEXT NOT NULL,
        status     TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'rejected', 'needs_info')),
        reason     TEXT,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX kyc_cases_by_player ON kyc_cases (player);
      CREATE TABLE kyc_documents (
        seq         INTEGER PRIMARY KEY,
        document_id TEXT NOT NULL UNIQUE,
        case_id     TEXT NOT NULL REFERENCES kyc_cases,
        type        TEXT NOT NULL
          CHECK (type IN ('passport', 'id_card', 'driving_licence', 'utility_bill')),
        country     TEXT NOT NULL,
        number      TEXT,
        number_end  TEXT NOT NULL,
        number_hash TEXT NOT NULL,
        expires_on  TEXT,
        status      TEXT NOT NULL CHECK (status IN ('queued', 'sent', 'checked')),
        added_at    INTEGER NOT NULL,
        CHECK (status = 'queued' OR number IS NULL)
      ) STRICT;
      CREATE INDEX kyc_documents_by_case ON kyc_documents (case_id, seq);
      CREATE TABLE kyc_events (
        event_id TEXT NOT NULL PRIMARY KEY,
        case_id  TEXT NOT NULL,
        decision TEXT NOT NULL,
        at       INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE kyc_screenings (
        screening_id TEXT NOT NULL PRIMARY KEY,
        player       TEXT NOT NULL,
        decision     TEXT NOT NULL CHECK (decision IN ('pending', 'clear', 'review', 'blocked')),
        reason       TEXT,
        matches      TEXT NOT NULL,
        created_at   INTEGER NOT NULL,
        updated_at   INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX kyc_screenings_in_review ON kyc_screenings (player) WHERE decision = 'review';
      CREATE TABLE kyc_payments (
        payment_id TEXT NOT NULL PRIMARY KEY,
        player     TEXT NOT NULL,
        kind       TEXT NOT NULL CHECK (kind IN ('deposit', 'withdrawal')),
        amount     INTEGER NOT NULL,
        at         INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX kyc_payments_by_player ON kyc_payments (player, at);
      CREATE TABLE kyc_alerts (
        seq         INTEGER PRIMARY KEY,
        alert_id    TEXT NOT NULL UNIQUE,
        player      TEXT NOT NULL,
        rule        TEXT NOT NULL
          CHECK (rule IN ('structuring', 'rapid_in_out', 'third_party_method')),
        payments    TEXT NOT NULL,
        explanation TEXT NOT NULL,
        at          INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX kyc_alerts_by_player ON kyc_alerts (player, seq);
    `,
  },
];
