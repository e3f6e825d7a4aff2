import type { Schema } from '../../../contract/types.js';
import type { Ground } from '../../context.js';
import { roundBody } from '../model.js';
import { findRoundAt, stakesOf } from '../store.js';

/**
 * The rounds of the player's newest transactions, at whatever client, the newest first: the
 * statement leads to them, so play pays for no index by player.
 */
export function roundsOf(ground: Ground, player: string, transactions: number): Schema<'Round'>[] {
  const { ledger, money } = ground.parts;
  const { last_txn: newest } = ledger.walletOf(ground, player);
  if (newest === null) return [];
  const found = new Map<number, Schema<'Round'>>();
  for (const { round, client } of ledger.statement(ground, newest, transactions)) {
    const row = round === null ? undefined : findRoundAt(ground, round, client, player);
    if (!row || found.has(row.seq)) continue;
    const format = (minor: number): string => money.format(minor, row.currency);
    found.set(row.seq, roundBody(row, stakesOf(ground, row.seq), format));
  }
  return [...found.values()];
}
