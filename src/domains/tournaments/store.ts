import type { Ground } from '../context.js';
import type { EntrantRow, EntryRow, Tally, TournamentRow } from './model.js';

type NewTournament = Omit<
  TournamentRow,
  | 'seq'
  | 'status'
  | 'entrants'
  | 'entries'
  | 'settled_at'
  | 'top_up'
  | 'paid'
  | 'returned'
  | 'winners'
>;

/** With its games; an empty id among them stands for every game. Answers its sequence. */
export function insertTournament(
  ground: Ground,
  row: NewTournament,
  games: readonly string[],
): number {
  const { lastInsertRowid } = ground
    .sql(
      `INSERT INTO tournaments (tournament_id, client, name, currency, games, starts_at, ends_at,
         entries_until, buy_in, fee, re_entries, max_entrants, rule, per_wagered, per_won,
         per_round, prizes, guarantee, unclaimed, created_at)
       VALUES (@tournament_id, @client, @name, @currency, @games, @starts_at, @ends_at,
         @entries_until, @buy_in, @fee, @re_entries, @max_entrants, @rule, @per_wagered, @per_won,
         @per_round, @prizes, @guarantee, @unclaimed, @created_at)`,
    )
    .run(row);
  const seq = Number(lastInsertRowid);
  const link = ground.sql(
    `INSERT INTO tournament_games (currency, game, ends_at, tournament, starts_at)
     VALUES (?, ?, ?, ?, ?)`,
  );
  for (const game of games) link.run(row.currency, game, row.ends_at, seq, row.starts_at);
  return seq;
}

export const findTournament = (ground: Ground, id: string): TournamentRow | undefined =>
  ground.sql('SELECT * FROM tournaments WHERE tournament_id = ?').get(id) as
    TournamentRow | undefined;

export const tournamentAt = (ground: Ground, seq: number): TournamentRow =>
  ground.sql('SELECT * FROM tournaments WHERE seq = ?').get(seq) as TournamentRow;

/** The newest first, below a sequence number. */
export const tournamentsBelow = (ground: Ground, below: number, limit: number) =>
  ground
    .sql('SELECT * FROM tournaments WHERE seq < ? ORDER BY seq DESC LIMIT ?')
    .all(below, limit) as TournamentRow[];

/** Where and when a stake is placed, and by whom. */
export interface Setting {
  readonly player: string;
  readonly currency: string;
  readonly game: string | null;
  readonly at: number;
}

/** The tournaments that a stake counts in. One look-up, and nothing else where there are none. */
export const tournamentsAt = (ground: Ground, { player, currency, game, at }: Setting) =>
  ground
    .sql(
      `SELECT DISTINCT t.* FROM tournament_games g
         CROSS JOIN tournament_entrants e ON e.tournament = g.tournament AND e.player = ?
         CROSS JOIN tournaments t ON t.seq = g.tournament
       WHERE g.currency = ? AND g.game IN ('', ?) AND g.ends_at > ? AND g.starts_at <= ?
       ORDER BY t.seq`,
    )
    .all(player, currency, game ?? '', at, at) as TournamentRow[];

export type Settlement = Pick<
  TournamentRow,
  'status' | 'settled_at' | 'top_up' | 'paid' | 'returned' | 'winners'
>;

/** Closed or cancelled: nothing counts in it any more. */
export function settleTournament(ground: Ground, seq: number, settlement: Settlement): void {
  ground
    .sql(
      `UPDATE tournaments SET status = @status, settled_at = @settled_at, top_up = @top_up,
         paid = @paid, returned = @returned, winners = @winners WHERE seq = @seq`,
    )
    .run({ seq, ...settlement });
  ground.sql('DELETE FROM tournament_games WHERE tournament = ?').run(seq);
}

export const entriesBy = (ground: Ground, tournament: number, player: string): number =>
  ground
    .sql('SELECT count(*) FROM tournament_entries WHERE tournament = ? AND player = ?')
    .pluck()
    .get(tournament, player) as number;

type NewEntry = Pick<EntryRow, 'player' | 'entry' | 'txn_id' | 'at'>;

/** A player's first entry takes a seat. */
export function insertEntry(ground: Ground, tournament: number, entry: NewEntry): void {
  ground
    .sql(
      `INSERT INTO tournament_entries (tournament, player, entry, txn_id, at)
       VALUES (?, ?, ?, ?, ?)`,
    )
    .run(tournament, entry.player, entry.entry, entry.txn_id, entry.at);
  ground
    .sql('UPDATE tournaments SET entries = entries + 1, entrants = entrants + ? WHERE seq = ?')
    .run(entry.entry === 1 ? 1 : 0, tournament);
}

const ENTRIES = `SELECT t.tournament_id, t.currency, t.buy_in, t.fee, e.player, e.entry, e.txn_id,
  e.at, e.refund_txn FROM tournament_entries e JOIN tournaments t ON t.seq = e.tournament`;

/** In order of player, after one of them. */
export const entriesAfter = (ground: Ground, tournament: number, last: NewEntry | undefined) =>
  ground
    .sql(
      `${ENTRIES} WHERE e.tournament = ? AND (e.player, e.entry) > (?, ?)
       ORDER BY e.player, e.entry LIMIT 500`,
    )
    .all(tournament, last?.player ?? '', last?.entry ?? 0) as EntryRow[];

/** The newest first. */
export const entriesOfPlayer = (ground: Ground, player: string, limit: number) =>
  ground
    .sql(
      `${ENTRIES} WHERE e.player = ? ORDER BY e.at DESC, e.tournament DESC, e.entry DESC LIMIT ?`,
    )
    .all(player, limit) as EntryRow[];

export function markRefunded(ground: Ground, tournament: number, entry: EntryRow, txn: string) {
  ground
    .sql(
      `UPDATE tournament_entries SET refund_txn = ?
       WHERE tournament = ? AND player = ? AND entry = ?`,
    )
    .run(txn, tournament, entry.player, entry.entry);
}

/** Whether the player takes part in what is neither closed nor cancelled. */
export const hasOpenEntry = (ground: Ground, player: string): boolean =>
  ground
    .sql(
      `SELECT 1 FROM tournaments t JOIN tournament_entrants e
         ON e.tournament = t.seq AND e.player = ? WHERE t.status = 'open' LIMIT 1`,
    )
    .get(player) !== undefined;

export const findEntrant = (ground: Ground, tournament: number, player: string) =>
  ground
    .sql('SELECT * FROM tournament_entrants WHERE tournament = ? AND player = ?')
    .get(tournament, player) as EntrantRow | undefined;

export function insertEntrant(ground: Ground, tournament: number, player: string, score: Buffer) {
  ground
    .sql('INSERT INTO tournament_entrants (tournament, player, score) VALUES (?, ?, ?)')
    .run(tournament, player, score);
}

export function writeTally(
  ground: Ground,
  tournament: number,
  entrant: Tally & { readonly player: string; readonly score: Buffer },
): void {
  const { rounds, staked, won, best_won, best_staked, score, player } = entrant;
  ground
    .sql(
      `UPDATE tournament_entrants SET rounds = ?, staked = ?, won = ?, best_won = ?,
         best_staked = ?, score = ? WHERE tournament = ? AND player = ?`,
    )
    .run(rounds, staked, won, best_won, best_staked, score, tournament, player);
}

export function writePrize(
  ground: Ground,
  tournament: number,
  player: string,
  prize: number,
  txn: string,
) {
  ground
    .sql(
      'UPDATE tournament_entrants SET prize = ?, prize_txn = ? WHERE tournament = ? AND player = ?',
    )
    .run(prize, txn, tournament, player);
}

/** The transaction is one that a tournament paid out: no stake of anybody. */
export function insertPayout(ground: Ground, txnId: string): void {
  ground.sql('INSERT INTO tournament_payouts (txn_id) VALUES (?)').run(txnId);
}

export const isPayout = (ground: Ground, txnId: string): boolean =>
  ground.sql('SELECT 1 FROM tournament_payouts WHERE txn_id = ?').get(txnId) !== undefined;

/** What of a round's stake counts in a tournament, in minor units. */
export interface CountedStake {
  readonly stake: number;
  readonly tournament: number;
  readonly amount: number;
  readonly won: number;
}

/** Of a round that is open; empty for most, at the cost of one look-up. */
export const stakesIn = (ground: Ground, round: number): readonly CountedStake[] =>
  ground
    .sql('SELECT stake, tournament, amount, won FROM tournament_stakes WHERE round = ?')
    .all(round) as CountedStake[];

export function insertStake(
  ground: Ground,
  round: number,
  { stake, tournament, amount }: Omit<CountedStake, 'won'>,
): void {
  ground
    .sql('INSERT INTO tournament_stakes (round, stake, tournament, amount) VALUES (?, ?, ?, ?)')
    .run(round, stake, tournament, amount);
}

export function addWin(ground: Ground, round: number, stake: number, win: number): void {
  ground
    .sql('UPDATE tournament_stakes SET won = won + ? WHERE round = ? AND stake = ?')
    .run(win, round, stake);
}

export function deleteStake(ground: Ground, round: number, stake: number): void {
  ground.sql('DELETE FROM tournament_stakes WHERE round = ? AND stake = ?').run(round, stake);
}

export function deleteStakes(ground: Ground, round: number): void {
  ground.sql('DELETE FROM tournament_stakes WHERE round = ?').run(round);
}
