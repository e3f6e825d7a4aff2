import type { Migration } from '../context.js';

export const tables: readonly Migration[] = [
  {
    id: '2026-11-22-webhooks-01',
    why: 'Where each client wants events sent, and every event on its way there. Of the pending deliveries of one player to one endpoint only the first has a due time, so that they arrive in order and a stuck player holds up nobody else (NET-05). An event makes at most one delivery for an endpoint, so that reading the journal twice sends nothing twice.',
    sql: `
      CREATE TABLE webhook_endpoints (
        seq            INTEGER PRIMARY KEY,
        endpoint_id    TEXT NOT NULL UNIQUE,
        client         TEXT NOT NULL,
        url            TEXT NOT NULL,
        events         TEXT NOT NULL,
        status         TEXT NOT NULL CHECK (status IN ('enabled', 'disabled')),
        after_seq      INTEGER NOT NULL,
        until_seq      INTEGER,
        secret         TEXT NOT NULL,
        generation     INTEGER NOT NULL DEFAULT 1,
        previous       TEXT,
        previous_until INTEGER,
        created_at     INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX webhook_endpoints_by_client ON webhook_endpoints (client, seq);
      CREATE TABLE webhook_deliveries (
        seq          INTEGER PRIMARY KEY,
        delivery_id  TEXT NOT NULL UNIQUE,
        endpoint     TEXT NOT NULL REFERENCES webhook_endpoints (endpoint_id),
        client       TEXT NOT NULL,
        entry        INTEGER NOT NULL,
        webhook_id   TEXT NOT NULL,
        type         TEXT NOT NULL,
        player       TEXT,
        status       TEXT NOT NULL CHECK (status IN ('pending', 'delivered', 'dead')),
        attempts     INTEGER NOT NULL DEFAULT 0,
        tries        INTEGER NOT NULL DEFAULT 0,
        due_at       INTEGER,
        last_status  INTEGER,
        last_error   TEXT,
        created_at   INTEGER NOT NULL,
        delivered_at INTEGER,
        UNIQUE (endpoint, entry)
      ) STRICT;
      CREATE INDEX webhook_deliveries_by_client ON webhook_deliveries (client, seq);
      CREATE INDEX webhook_deliveries_by_endpoint ON webhook_deliveries (endpoint, seq);
      CREATE INDEX webhook_deliveries_due ON webhook_deliveries (due_at, endpoint)
        WHERE due_at IS NOT NULL;
      CREATE INDEX webhook_deliveries_due_at_endpoint ON webhook_deliveries (endpoint, due_at)
        WHERE due_at IS NOT NULL;
      CREATE INDEX webhook_deliveries_queue ON webhook_deliveries (endpoint, player, entry)
        WHERE status = 'pending';
    `,
  },
  {
    id: '2026-11-22-webhooks-02',
    why: 'Every event asks which endpoints are to be told of it, and most endpoints there ever were have ended: those are found past, not read past.',
    sql: `CREATE INDEX webhook_endpoints_by_end ON webhook_endpoints (until_seq);`,
  },
];
