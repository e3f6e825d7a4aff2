import type { Ground } from '../domains/context.js';
import { sha256Hex } from '../kernel/ids.js';

/** What the books say of themselves, recomputed from the transactions alone. */
export interface BooksProof {
  /** SHA-256 of what stands; equal for two runs of one seed, whatever raced with what. */
  readonly hash: string;
  readonly transactions: number;
  readonly balanced: boolean;
  readonly violations: readonly string[];
}

interface Line {
  readonly seq: number;
  readonly txn_id: string;
  readonly player: string;
  readonly type: string;
  readonly round: string | null;
  readonly reference: string | null;
  readonly amount: number;
  readonly currency: string;
  readonly cash: number;
  readonly bonus: number;
  readonly held: number;
  readonly in_play: number;
  readonly house: number;
  readonly settlement: number;
}

const MOST_VIOLATIONS = 50;

/** Recomputes every balance and chain (MONEY-02, MONEY-03, MONEY-04). */
export function proveBooks(ground: Ground): BooksProof {
  const violations = QUESTIONS.flatMap(({ why, sql }) =>
    ground
      .sql(`${sql} LIMIT ${MOST_VIOLATIONS}`)
      .pluck()
      .all()
      .map((subject) => `${why}: ${String(subject)}`),
  );
  const transactions = ground.sql('SELECT count(*) FROM transactions').pluck().get() as number;
  return {
    hash: ledgerHash(ground),
    transactions,
    balanced: violations.length === 0,
    violations: violations.slice(0, MOST_VIOLATIONS),
  };
}

/** Each answers the subjects for which a law of the books does not hold. */
const QUESTIONS: readonly { readonly why: string; readonly sql: string }[] = [
  {
    why: 'postings do not sum to zero in transaction',
    sql: `SELECT txn_id FROM transactions
          WHERE cash + bonus + held + in_play + house + settlement <> 0`,
  },
  {
    why: 'the balance is not the sum of its postings for player',
    sql: `WITH sums AS (
            SELECT player, sum(cash) cash, sum(bonus) bonus, sum(held) held, sum(in_play) in_play
            FROM transactions WHERE status = 'committed' GROUP BY player)
          SELECT w.player FROM wallets w LEFT JOIN sums s USING (player)
          WHERE w.cash <> coalesce(s.cash, 0) OR w.bonus <> coalesce(s.bonus, 0)
             OR w.held <> coalesce(s.held, 0) OR w.in_play <> coalesce(s.in_play, 0)`,
  },
  {
    why: 'the house is not the sum of its postings in currency',
    sql: `WITH sums AS (
            SELECT currency, sum(house) house, sum(settlement) settlement FROM transactions
            WHERE status = 'committed' GROUP BY currency)
          SELECT currency FROM sums s FULL JOIN books b USING (currency)
          WHERE coalesce(s.house, 0) <> coalesce(b.house, 0)
             OR coalesce(s.settlement, 0) <> coalesce(b.settlement, 0)`,
  },
  {
    why: 'a balance is negative for player',
    sql: 'SELECT player FROM wallets WHERE cash < 0 OR bonus < 0 OR held < 0 OR in_play < 0',
  },
  {
    why: 'a txn_id stands twice',
    sql: 'SELECT txn_id FROM transactions GROUP BY txn_id HAVING count(*) > 1',
  },
  {
    why: 'the balance before is not the last balance after in transaction',
    sql: `SELECT t.txn_id FROM transactions t LEFT JOIN transactions older
            ON older.seq = t.previous AND older.player = t.player
          WHERE t.balance_before <> coalesce(older.balance_after, 0)`,
  },
  {
    why: 'the statement leaves out what comes before transaction',
    sql: `WITH line AS (
            SELECT txn_id, previous, lag(seq) OVER (PARTITION BY player ORDER BY seq) older
            FROM transactions WHERE status = 'committed')
          SELECT txn_id FROM line WHERE previous IS NOT older`,
  },
  {
    why: 'the statement does not begin with the newest transaction of player',
    sql: `WITH newest AS (SELECT player, max(seq) seq FROM transactions
            WHERE status = 'committed' GROUP BY player)
          SELECT player FROM wallets w FULL JOIN newest n USING (player)
          WHERE w.last_txn IS NOT n.seq`,
  },
  {
    why: 'money in play is not that of the open stakes for player',
    sql: `WITH open AS (
            SELECT r.player, sum(s.cash + s.bonus) in_play FROM stakes s
            JOIN rounds r ON r.seq = s.round WHERE s.status = 'open' GROUP BY r.player)
          SELECT w.player FROM wallets w LEFT JOIN open o USING (player)
          WHERE w.in_play <> coalesce(o.in_play, 0)`,
  },
  {
    why: 'money in play is not that of the open stakes in round',
    sql: `WITH open AS (SELECT round, sum(cash + bonus) in_play FROM stakes
            WHERE status = 'open' GROUP BY round)
          SELECT r.round_id FROM rounds r LEFT JOIN open o ON o.round = r.seq
          WHERE r.in_play <> coalesce(o.in_play, 0)`,
  },
  {
    // What a fixture was given as held stays so: nothing but its withdrawals may add to it.
    why: 'held money is not that of the open withdrawals for player',
    sql: `WITH open AS (
            SELECT player, sum(amount) held FROM payments
            WHERE kind = 'withdrawal' AND status IN ('held', 'processing') GROUP BY player),
          given AS (
            SELECT player, sum(held) held FROM transactions
            WHERE type = 'adjustment' GROUP BY player)
          SELECT w.player FROM wallets w LEFT JOIN open o USING (player)
          LEFT JOIN given g USING (player)
          WHERE w.held <> coalesce(o.held, 0) + coalesce(g.held, 0)`,
  },
  {
    why: 'money moved other than its status says for payment',
    sql: `WITH moved AS (
            SELECT reference, group_concat(type, ' ' ORDER BY seq) types,
              min(amount) least, max(amount) most
            FROM transactions WHERE type IN ('deposit', 'hold', 'withdrawal', 'release', 'refund',
              'chargeback') GROUP BY reference),
          expected (kind, status, types) AS (VALUES
            ('deposit', 'pending', ''), ('deposit', 'challenge', ''), ('deposit', 'failed', ''),
            ('deposit', 'completed', 'deposit'),
            ('deposit', 'refunded', 'deposit refund'), ('deposit', 'refunded', ''),
            ('deposit', 'charged_back', 'deposit chargeback'), ('deposit', 'charged_back', ''),
            ('withdrawal', 'held', 'hold'), ('withdrawal', 'processing', 'hold'),
            ('withdrawal', 'completed', 'hold withdrawal'),
            ('withdrawal', 'failed', 'hold release'), ('withdrawal', 'cancelled', 'hold release'))
          SELECT p.payment_id FROM payments p LEFT JOIN moved m ON m.reference = p.payment_id
          WHERE coalesce(least, p.amount) <> p.amount OR coalesce(most, p.amount) <> p.amount
            OR NOT EXISTS (SELECT 1 FROM expected e WHERE e.kind = p.kind
              AND e.status = p.status AND e.types = coalesce(m.types, ''))`,
  },
];

/**
 * A debit and the rollback that undid it leave nothing, in whatever order they raced, so neither
 * counts; which of two equal requests won does not count either, so keys and ids stay out.
 */
function ledgerHash(ground: Ground): string {
  const undone = new Set<string>();
  const rolled = ground
    .sql("SELECT reference FROM transactions WHERE type = 'rollback'")
    .pluck()
    .all() as string[];
  for (const reference of rolled) undone.add(reference);

  const standing: string[] = [];
  for (const row of transactionsOf(ground)) {
    if (row.type !== 'rollback' && !undone.has(row.txn_id)) standing.push(lineOf(row));
  }
  const balances = ground
    .sql(
      `SELECT player || '|' || currency || '|' || cash || '|' || bonus || '|' || held || '|'
            || in_play FROM wallets`,
    )
    .pluck()
    .all() as string[];
  return sha256Hex([...standing.sort(), ...balances.sort()].join('\n'));
}

const PAGE = 10_000;

/** A page at a time: a long ledger never sits in memory. */
function* transactionsOf(ground: Ground): Generator<Line> {
  for (let last = 0; ;) {
    const rows = ground
      .sql('SELECT * FROM transactions WHERE seq > ? ORDER BY seq LIMIT ?')
      .all(last, PAGE) as Line[];
    yield* rows;
    last = rows.at(-1)?.seq ?? last;
    if (rows.length < PAGE) return;
  }
}

const lineOf = (row: Line): string =>
  [
    row.player,
    row.round,
    row.type,
    row.amount,
    row.currency,
    row.cash,
    row.bonus,
    row.held,
    row.in_play,
    row.house,
    row.settlement,
  ].join('|');
