import type { Ground } from '../context.js';
import type { ExclusionRow, LimitRow } from './model.js';

/** Every limit the player ever set and has not set anew; a removed one too. */
export const limitsOf = (ground: Ground, player: string): readonly LimitRow[] =>
  ground.sql('SELECT * FROM limits WHERE player = ?').all(player) as LimitRow[];

export function putLimit(ground: Ground, row: LimitRow): void {
  ground
    .sql(
      `INSERT OR REPLACE INTO limits (player, kind, period, amount, effective_at, pending_amount,
         pending_at, counted_from, used)
       VALUES (@player, @kind, @period, @amount, @effective_at, @pending_amount,
         @pending_at, @counted_from, @used)`,
    )
    .run(row);
}

export function writeUsed(ground: Ground, limit: LimitRow, countedFrom: number, used: number) {
  ground
    .sql(
      `UPDATE limits SET counted_from = ?, used = ? WHERE player = ? AND kind = ? AND period = ?`,
    )
    .run(countedFrom, used, limit.player, limit.kind, limit.period);
}

/** Below zero for one that failed, at the time at which it was asked for. */
export function countDeposit(ground: Ground, player: string, at: number, amount: number): void {
  ground
    .sql('INSERT INTO counted_deposits (player, at, amount) VALUES (?, ?, ?)')
    .run(player, at, amount);
}

export const depositsSince = (ground: Ground, player: string, sinceMs: number): number =>
  ground
    .sql('SELECT coalesce(sum(amount), 0) FROM counted_deposits WHERE player = ? AND at >= ?')
    .pluck()
    .get(player, sinceMs) as number;

export function insertExclusion(ground: Ground, row: ExclusionRow): void {
  ground
    .sql(
      `INSERT INTO exclusions (exclusion_id, player, kind, until, created_at)
       VALUES (@exclusion_id, @player, @kind, @until, @created_at)`,
    )
    .run(row);
}

/** The newest first. */
export const exclusionsOf = (ground: Ground, player: string): readonly ExclusionRow[] =>
  ground
    .sql('SELECT * FROM exclusions WHERE player = ? ORDER BY seq DESC')
    .all(player) as ExclusionRow[];
