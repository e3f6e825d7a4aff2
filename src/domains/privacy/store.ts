import type { Ground } from '../context.js';
import type { Access, AccessRow } from './model.js';

export function insertAccess(ground: Ground, access: Access): void {
  ground
    .sql(
      `INSERT INTO access_log (player, at, client, operation, reason, request_id)
       VALUES (?, ?, ?, ?, ?, ?)`,
    )
    .run(
      access.player,
      ground.clock.now(),
      access.client,
      access.operation,
      access.reason,
      access.request_id,
    );
}

/** The newest first, below a sequence. */
export const accessesBelow = (ground: Ground, player: string, seq: number, limit: number) =>
  ground
    .sql('SELECT * FROM access_log WHERE player = ? AND seq < ? ORDER BY seq DESC LIMIT ?')
    .all(player, seq, limit) as AccessRow[];
