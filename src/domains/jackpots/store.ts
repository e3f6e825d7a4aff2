import type { Ground } from '../context.js';
import type { HitRow, JackpotRow, Terms } from './model.js';

type Stored<Row> = {
  readonly [Name in keyof Row]: Row[Name] extends Terms | null
    ? string | Extract<Row[Name], null>
    : Row[Name] extends bigint
      ? string
      : Row[Name];
};

/** Written by this domain alone, as JSON of the same shape. */
const termsFrom = (text: string): Terms => JSON.parse(text) as Terms;

const jackpotFrom = (row: Stored<JackpotRow>): JackpotRow => ({
  ...row,
  terms: termsFrom(row.terms),
  next_terms: row.next_terms === null ? null : termsFrom(row.next_terms),
  contributed: BigInt(row.contributed),
});

const hitFrom = (row: Stored<HitRow>): HitRow => ({ ...row, terms: termsFrom(row.terms) });

export function findJackpot(ground: Ground, jackpotId: string): JackpotRow | undefined {
  const row = ground.sql('SELECT * FROM jackpots WHERE jackpot_id = ?').get(jackpotId);
  return row === undefined ? undefined : jackpotFrom(row as Stored<JackpotRow>);
}

/** In the order in which they were made. */
export const jackpotsAfter = (ground: Ground, seq: number, limit: number): readonly JackpotRow[] =>
  (
    ground
      .sql('SELECT * FROM jackpots WHERE seq > ? ORDER BY seq LIMIT ?')
      .all(seq, limit) as Stored<JackpotRow>[]
  ).map(jackpotFrom);

/** Of a game, in the order in which they were made: one look-up, and most find nothing. */
export const jackpotsOf = (ground: Ground, game: string): readonly JackpotRow[] =>
  (
    ground
      .sql(
        `SELECT j.* FROM jackpot_games g JOIN jackpots j ON j.seq = g.jackpot
         WHERE g.game = ? ORDER BY g.jackpot`,
      )
      .all(game) as Stored<JackpotRow>[]
  ).map(jackpotFrom);

export type NewJackpot = Pick<
  JackpotRow,
  'jackpot_id' | 'name' | 'currency' | 'terms' | 'created_at'
>;

export function insertJackpot(ground: Ground, row: NewJackpot): number {
  const { lastInsertRowid } = ground
    .sql(
      `INSERT INTO jackpots (jackpot_id, name, currency, status, number, terms, created_at)
       VALUES (?, ?, ?, 'active', 1, ?, ?)`,
    )
    .run(row.jackpot_id, row.name, row.currency, JSON.stringify(row.terms), row.created_at);
  return Number(lastInsertRowid);
}

/** What happens to a pot while it runs: written with each stake. */
export function writeContributed(ground: Ground, row: JackpotRow): void {
  ground
    .sql('UPDATE jackpots SET fraction = ?, contributed = ? WHERE seq = ?')
    .run(row.fraction, String(row.contributed), row.seq);
}

/** What is changed by hand. */
export function writeChange(ground: Ground, row: JackpotRow): void {
  const next = row.next_terms === null ? null : JSON.stringify(row.next_terms);
  ground
    .sql('UPDATE jackpots SET name = ?, status = ?, terms = ?, next_terms = ? WHERE seq = ?')
    .run(row.name, row.status, JSON.stringify(row.terms), next, row.seq);
}

/** The beginning of a pot, with all that came before it. */
export function writeStart(ground: Ground, row: JackpotRow): void {
  writeChange(ground, row);
  ground
    .sql(
      `UPDATE jackpots SET number = ?, seeded = ?, paid = ?, hits = ?, drop_point = ?,
         commitment = ? WHERE seq = ?`,
    )
    .run(row.number, row.seeded, row.paid, row.hits, row.drop_point, row.commitment, row.seq);
}

export function linkGames(ground: Ground, { seq, terms }: Pick<JackpotRow, 'seq' | 'terms'>): void {
  ground.sql('DELETE FROM jackpot_games WHERE jackpot = ?').run(seq);
  for (const game of terms.games) {
    ground.sql('INSERT INTO jackpot_games (game, jackpot) VALUES (?, ?)').run(game, seq);
  }
}

/** That a stake went into a pot, and with what share. */
export function insertShare(
  ground: Ground,
  debit: number,
  { seq, number, terms }: JackpotRow,
): void {
  ground
    .sql('INSERT INTO jackpot_shares (debit, jackpot, number, share) VALUES (?, ?, ?, ?)')
    .run(debit, seq, number, terms.share);
}

export interface Shared {
  readonly jackpot_id: string;
  /** Of the pot it went into. */
  readonly number: number;
  readonly share: number;
}

/** Into which pots a stake went; most went into none. */
export const sharesOf = (ground: Ground, debit: number): readonly Shared[] =>
  ground
    .sql(
      `SELECT j.jackpot_id, s.number, s.share FROM jackpot_shares s
       JOIN jackpots j ON j.seq = s.jackpot WHERE s.debit = ? ORDER BY s.jackpot`,
    )
    .all(debit) as Shared[];

export function insertHit(ground: Ground, row: HitRow): void {
  ground
    .sql(
      `INSERT INTO jackpot_hits (jackpot, number, hit_id, player, round, debit, txn_id, amount,
         pot_before, pot_after, terms, drop_point, salt, commitment, at)
       VALUES (@jackpot, @number, @hit_id, @player, @round, @debit, @txn_id, @amount,
         @pot_before, @pot_after, @terms, @drop_point, @salt, @commitment, @at)`,
    )
    .run({ ...row, terms: JSON.stringify(row.terms) });
}

/** The newest first, below a number. */
export const hitsBelow = (ground: Ground, jackpot: number, number: number, limit: number) =>
  (
    ground
      .sql(
        'SELECT * FROM jackpot_hits WHERE jackpot = ? AND number < ? ORDER BY number DESC LIMIT ?',
      )
      .all(jackpot, number, limit) as Stored<HitRow>[]
  ).map(hitFrom);
