import type { Migration } from '../context.js';

export const tables: readonly Migration[] = [
  {
    id: '2026-11-22-games-01',
    why: 'The catalogue, and the sessions in which games are played. A launch token is kept only as a hash: who reads the database cannot launch.',
    sql: `
      CREATE TABLE games (
        game_id      TEXT NOT NULL PRIMARY KEY,
        name         TEXT NOT NULL,
        provider     TEXT NOT NULL,
        kind         TEXT NOT NULL CHECK (kind IN ('slot', 'roulette', 'crash')),
        status       TEXT NOT NULL CHECK (status IN ('enabled', 'disabled')),
        declared_rtp TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE sessions (
        session_id        TEXT NOT NULL PRIMARY KEY,
        client            TEXT NOT NULL,
        player            TEXT NOT NULL,
        game              TEXT NOT NULL REFERENCES games,
        currency          TEXT NOT NULL,
        status            TEXT NOT NULL CHECK (status IN ('launched', 'active', 'closed')),
        launch_hash       TEXT NOT NULL UNIQUE,
        launch_expires_at INTEGER NOT NULL,
        created_at        INTEGER NOT NULL,
        expires_at        INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    id: '2026-11-22-games-02',
    why: 'Whoever asks for their data gets their sessions too (GDPR-01).',
    sql: 'CREATE INDEX sessions_by_player ON sessions (player, created_at);',
  },
];
