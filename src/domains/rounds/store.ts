import type { Context, Ground } from '../context.js';
import type { ReportRow, RoundRow, StakeRow } from './model.js';

export const findRound = (ctx: Context, roundId: string, player: string): RoundRow | undefined =>
  ctx
    .sql('SELECT * FROM rounds WHERE round_id = ? AND client = ? AND player = ?')
    .get(roundId, ctx.call.client.clientId, player) as RoundRow | undefined;

/** Players may share a round id (a live table); each has a round of its own. */
export const roundsNamed = (ctx: Context, roundId: string): readonly RoundRow[] =>
  ctx
    .sql('SELECT * FROM rounds WHERE round_id = ? AND client = ? ORDER BY seq LIMIT 2')
    .all(roundId, ctx.call.client.clientId) as RoundRow[];

export type NewRound = Pick<RoundRow, 'round_id' | 'player' | 'game' | 'session' | 'currency'>;

export function insertRound(ctx: Context, round: NewRound, staked: number): number {
  const { lastInsertRowid } = ctx
    .sql(
      `INSERT INTO rounds (round_id, client, player, game, session, currency, staked, in_play,
         opened_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      round.round_id,
      ctx.call.client.clientId,
      round.player,
      round.game,
      round.session,
      round.currency,
      staked,
      staked,
      ctx.clock.now(),
    );
  return Number(lastInsertRowid);
}

export interface RoundChange {
  readonly staked?: number;
  readonly won?: number;
  readonly inPlay?: number;
}

/** Adds to the round's sums. */
export function addToRound(ground: Ground, seq: number, change: RoundChange): void {
  ground
    .sql(
      `UPDATE rounds SET staked = staked + ?, won = won + ?, in_play = in_play + ? WHERE seq = ?`,
    )
    .run(change.staked ?? 0, change.won ?? 0, change.inPlay ?? 0, seq);
}

export function endRound(ground: Ground, seq: number): void {
  ground
    .sql('UPDATE rounds SET ended = 1, closed_at = ? WHERE seq = ?')
    .run(ground.clock.now(), seq);
}

export const findStake = (ground: Ground, round: number, txnId: string): StakeRow | undefined =>
  ground.sql('SELECT * FROM stakes WHERE round = ? AND txn_id = ?').get(round, txnId) as
    StakeRow | undefined;

export const stakesOf = (ground: Ground, round: number): readonly StakeRow[] =>
  ground.sql('SELECT * FROM stakes WHERE round = ? ORDER BY position').all(round) as StakeRow[];

export function insertStake(
  ground: Ground,
  stake: Pick<StakeRow, 'round' | 'txn_id' | 'cash' | 'bonus' | 'position'>,
): void {
  ground
    .sql(
      `INSERT INTO stakes (round, txn_id, cash, bonus, status, position)
       VALUES (?, ?, ?, ?, 'open', ?)`,
    )
    .run(stake.round, stake.txn_id, stake.cash, stake.bonus, stake.position);
}

export function markRolledBack(ground: Ground, stake: StakeRow, rollbackTxn: string): void {
  ground
    .sql(
      `UPDATE stakes SET status = 'rolled_back', rollback_txn = ? WHERE round = ? AND txn_id = ?`,
    )
    .run(rollbackTxn, stake.round, stake.txn_id);
}

export function markSettled(ground: Ground, stake: Pick<StakeRow, 'round' | 'txn_id'>): void {
  ground
    .sql(`UPDATE stakes SET status = 'settled' WHERE round = ? AND txn_id = ?`)
    .run(stake.round, stake.txn_id);
}

export function settleOpenStakes(ground: Ground, round: number): void {
  ground.sql(`UPDATE stakes SET status = 'settled' WHERE round = ? AND status = 'open'`).run(round);
}

export const hasTombstone = (ground: Ground, txnId: string): boolean =>
  ground.sql('SELECT 1 FROM tombstones WHERE txn_id = ?').get(txnId) !== undefined;

export function insertTombstone(ground: Ground, txnId: string): void {
  ground
    .sql('INSERT INTO tombstones (txn_id, at) VALUES (?, ?) ON CONFLICT DO NOTHING')
    .run(txnId, ground.clock.now());
}

/** The player's round at one client, whoever asks. */
export const findRoundAt = (ground: Ground, roundId: string, client: string, player: string) =>
  ground
    .sql('SELECT * FROM rounds WHERE round_id = ? AND client = ? AND player = ?')
    .get(roundId, client, player) as RoundRow | undefined;

/**
 * Whether a win may still come: a round that has not ended, unless all its stakes went back. Looks
 * at every round, because play pays for no index by player; only an erasure asks.
 */
export const hasOpenRound = (ground: Ground, player: string): boolean =>
  ground
    .sql(
      `SELECT 1 FROM rounds WHERE player = ? AND ended = 0 AND EXISTS (
         SELECT 1 FROM stakes WHERE round = rounds.seq AND status <> 'rolled_back') LIMIT 1`,
    )
    .get(player) !== undefined;

export const findReport = (ground: Ground, round: number): ReportRow | undefined =>
  ground.sql('SELECT * FROM round_reports WHERE round = ?').get(round) as ReportRow | undefined;

export type NewReport = Omit<ReportRow, 'server_seed' | 'reported_at' | 'revealed_at'>;

export function insertReport(ground: Ground, report: NewReport): void {
  ground
    .sql(
      `INSERT INTO round_reports (round, game, server_seed_hash, client_seed, nonce, bet, outcome,
         win, last_txn, reported_at)
       VALUES (@round, @game, @server_seed_hash, @client_seed, @nonce, @bet, @outcome, @win,
         @last_txn, @reported_at)`,
    )
    .run({ ...report, reported_at: ground.clock.now() });
}

export function revealReport(ground: Ground, round: number, serverSeed: string): void {
  ground
    .sql('UPDATE round_reports SET server_seed = ?, revealed_at = ? WHERE round = ?')
    .run(serverSeed, ground.clock.now(), round);
}

/** Whether another round of the client was drawn with these inputs. */
export const isDrawnElsewhere = (
  ground: Ground,
  round: RoundRow,
  inputs: Pick<ReportRow, 'server_seed_hash' | 'client_seed' | 'nonce'>,
): boolean =>
  ground
    .sql(
      `SELECT 1 FROM round_reports JOIN rounds ON rounds.seq = round_reports.round
       WHERE server_seed_hash = ? AND client_seed = ? AND nonce = ?
         AND rounds.client = ? AND rounds.round_id <> ? LIMIT 1`,
    )
    .get(
      inputs.server_seed_hash,
      inputs.client_seed,
      inputs.nonce,
      round.client,
      round.round_id,
    ) !== undefined;
