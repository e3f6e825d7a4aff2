import type { Ground } from '../domains/context.js';
import { sha256Hex } from '../kernel/ids.js';
import { QUESTIONS } from './book-laws.js';

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
  readonly pot: number;
  readonly pot_id: string | null;
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

/**
 * A debit and the rollback that undid it leave nothing, in whatever order they raced, so neither
 * counts; which of two equal requests won does not count either, so keys and ids stay out. What was
 * set aside counts by the pots it made, for shares of a minor unit fall to whoever comes next.
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
    if (row.type === 'rollback' || row.player === '' || undone.has(row.txn_id)) continue;
    standing.push(lineOf(row));
  }
  const balances = ground
    .sql(
      `SELECT player || '|' || currency || '|' || cash || '|' || bonus || '|' || held || '|'
            || in_play FROM wallets`,
    )
    .pluck()
    .all() as string[];
  const pots = ground
    .sql("SELECT pot_id || '|' || currency || '|' || balance FROM pots")
    .pluck()
    .all() as string[];
  return sha256Hex([...standing.sort(), ...balances.sort(), ...pots.sort()].join('\n'));
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
    // Of equal stakes at once, the one that is committed at the drop point wins.
    row.type === 'jackpot_win' ? null : row.round,
    row.type,
    row.amount,
    row.currency,
    row.cash,
    row.bonus,
    row.held,
    row.in_play,
    row.house,
    row.settlement,
    // Who comes for the last seats at once may sit down in one tournament or the next.
    ...(row.pot_id === null ? [] : [row.type === 'entry' ? null : row.pot_id, row.pot]),
  ].join('|');
