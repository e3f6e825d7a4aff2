import type { Migration } from '../context.js';

export const tables: readonly Migration[] = [
  {
    id: '2026-11-22-leaderboards-01',
    why: 'Who stands where, in rows alone: undone with their transaction and there again after a restart. Places are kept in order of score and counted in bands of neighbours, so that a rank is read without counting players, and a move touches the same few rows however many there are (PROMO-02).',
    sql: `
      CREATE TABLE board_places (
        board  INTEGER NOT NULL,
        score  BLOB NOT NULL,
        player TEXT NOT NULL,
        PRIMARY KEY (board, score DESC, player)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE board_bands (
        board   INTEGER NOT NULL,
        score   BLOB NOT NULL,
        player  TEXT NOT NULL,
        players INTEGER NOT NULL CHECK (players >= 0),
        PRIMARY KEY (board, score, player)
      ) STRICT, WITHOUT ROWID;
    `,
  },
];
