import type { Ground } from '../context.js';
import type { HouseType, Postings, Pot, TransactionRow, Wallet } from './model.js';

const COLUMNS = `t.seq, t.txn_id, t.player, t.client, t.type, t.status, t.amount, t.currency,
  t.round, t.reference, t.balance_before, t.balance_after, t.previous, t.at`;

export const findWallet = (ground: Ground, player: string): Wallet | undefined =>
  ground
    .sql(
      'SELECT player, currency, cash, bonus, held, in_play, last_txn FROM wallets WHERE player = ?',
    )
    .get(player) as Wallet | undefined;

export function insertWallet(ground: Ground, player: string, currency: string): void {
  ground.sql('INSERT INTO wallets (player, currency) VALUES (?, ?)').run(player, currency);
}

export const findPot = (ground: Ground, potId: string): Pot | undefined =>
  ground.sql('SELECT * FROM pots WHERE pot_id = ?').get(potId) as Pot | undefined;

export function insertPot(ground: Ground, potId: string, currency: string): void {
  ground.sql('INSERT INTO pots (pot_id, currency) VALUES (?, ?)').run(potId, currency);
}

export type NewTransaction = Omit<TransactionRow, 'seq' | 'type'> & {
  readonly type: TransactionRow['type'] | HouseType;
  readonly postings: Postings;
  readonly pot_id: string | null;
};

/** Inserts the row; the triggers move the balances in the same statement. Answers its sequence. */
export function insertTransaction(ground: Ground, row: NewTransaction): number {
  const { cash = 0, bonus = 0, held = 0, in_play = 0, house = 0, settlement = 0 } = row.postings;
  const { pot = 0 } = row.postings;
  const { lastInsertRowid } = ground
    .sql(
      `INSERT INTO transactions (txn_id, player, client, type, status, amount, currency, round,
         reference, cash, bonus, held, in_play, house, settlement, balance_before, balance_after,
         previous, at, pot, pot_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      row.txn_id,
      row.player,
      row.client,
      row.type,
      row.status,
      row.amount,
      row.currency,
      row.round,
      row.reference,
      cash,
      bonus,
      held,
      in_play,
      house,
      settlement,
      row.balance_before,
      row.balance_after,
      row.previous,
      row.at,
      pot,
      row.pot_id,
    );
  return Number(lastInsertRowid);
}

export const findTransactionAt = (ground: Ground, seq: number): TransactionRow | undefined =>
  ground.sql(`SELECT ${COLUMNS} FROM transactions t WHERE seq = ?`).get(seq) as
    TransactionRow | undefined;

/** The player's statement from one transaction backwards, newest first. */
export const statementFrom = (ground: Ground, seq: number, limit: number) =>
  ground
    .sql(
      `WITH RECURSIVE line (seq, n) AS (
         SELECT ?, 1 UNION ALL
         SELECT older.previous, n + 1 FROM line JOIN transactions older ON older.seq = line.seq
           WHERE older.previous IS NOT NULL AND n < ?)
       SELECT ${COLUMNS} FROM line JOIN transactions t ON t.seq = line.seq ORDER BY line.n`,
    )
    .all(seq, limit) as TransactionRow[];
