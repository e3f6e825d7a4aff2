import type { Store } from '../store/store.js';

type Database = Store['db'];

const AT_ONCE = 25_000;
const TOLD_EVERY = 500_000;

/**
 * Debits written straight into the tables, past the operation but not past the guards: the
 * triggers move the balances, and rows and indexes are as wide as those of real debits. Ids are
 * chance of the same length; nobody looks one of them up.
 */
export function fillWithDebits(
  db: Database,
  players: number,
  transactions: number,
  tell: (done: number) => void,
): void {
  db.exec(SEATS);
  for (let done = 0; done < transactions;) {
    const count = Math.min(AT_ONCE, transactions - done);
    db.transaction(() => writeDebits(db, players, done, count))();
    done += count;
    if (done % TOLD_EVERY === 0) tell(done);
  }
  db.exec('DROP TABLE temp.seats; PRAGMA wal_checkpoint(TRUNCATE);');
}

function writeDebits(db: Database, players: number, from: number, count: number): void {
  // As integers: a number would arrive as REAL.
  const [seats, first, debits] = [players, from, count].map(BigInt);
  db.prepare(DRAFTS).run({ players: seats, from: first, count: debits });
  for (const statement of WRITES) db.exec(statement);
  db.exec('DROP TABLE temp.drafts');
}

/** Players take turns, so that each has as many debits as any other. */
const SEATS = `CREATE TEMP TABLE seats (seat INTEGER PRIMARY KEY, player TEXT NOT NULL);
  INSERT INTO seats SELECT row_number() OVER (ORDER BY player) - 1, player FROM wallets
    WHERE player LIKE 'p_bench_%'`;

/** One row a debit; sequence numbers go on where each table ends, balances where each wallet is. */
const DRAFTS = `CREATE TEMP TABLE drafts AS
  WITH RECURSIVE numbers (n) AS
    (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < @count),
  ends AS (SELECT
    (SELECT max(seq) FROM transactions) AS txn,
    (SELECT coalesce(max(seq), 0) FROM rounds) AS round,
    (SELECT max(seq) FROM journal) AS entry)
  SELECT n, txn + n + 1 AS txn, round + n + 1 AS round, entry + n + 1 AS entry, w.player,
    w.cash - 100 * (n / @players) AS before,
    CASE WHEN n < @players THEN w.last_txn ELSE txn + n + 1 - @players END AS previous,
    'r-0-' || (@from + n) AS round_id, randomblob(16) AS id,
    't_' || substr(hex(randomblob(11)), 1, 22) AS txn_id,
    CAST(strftime('%s', 'now') AS INTEGER) * 1000 AS at
  FROM numbers, ends CROSS JOIN seats ON seat = n % @players
    CROSS JOIN wallets w ON w.player = seats.player`;

const WRITES = [
  `INSERT INTO transactions (seq, txn_id, player, client, type, status, amount, currency, round,
     reference, cash, bonus, held, in_play, house, settlement, balance_before, balance_after,
     previous, at)
   SELECT txn, txn_id, player, 'demo', 'debit', 'committed', 100, 'EUR', round_id, NULL,
     -100, 0, 0, 100, 0, 0, before, before - 100, previous, at
   FROM temp.drafts ORDER BY n`,
  `INSERT INTO rounds (seq, round_id, client, player, game, session, currency, staked, in_play,
     opened_at)
   SELECT round, round_id, 'demo', player, 'book_of_stakes', NULL, 'EUR', 100, 100, at
   FROM temp.drafts ORDER BY n`,
  `INSERT INTO stakes (round, txn_id, cash, bonus, status, position)
   SELECT round, txn_id, 100, 0, 'open', txn FROM temp.drafts ORDER BY n`,
  `INSERT INTO journal (seq, at, client, operation, type, player, request_id, trace_id, data, hash)
   SELECT entry, at, 'demo', 'debitRound', 'round.debited', player,
     'req_' || lower(hex(randomblob(10))), lower(hex(randomblob(16))),
     json_object('round_id', round_id, 'txn_id', txn_id, 'amount', '1.00', 'currency', 'EUR'),
     lower(hex(randomblob(32)))
   FROM temp.drafts ORDER BY n`,
  `INSERT INTO receipts (id, payload, outcome, body, txn)
   SELECT id, randomblob(16), 'success',
     json_object('txn_id', txn_id, 'balance', '9999999000.00', 'status', 'committed'), txn
   FROM temp.drafts ORDER BY n`,
];
