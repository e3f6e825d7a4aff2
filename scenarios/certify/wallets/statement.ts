import type { Schema } from '../../../src/contract/types.js';
import { parseAmount } from '../../../src/kernel/money.js';
import type { PlayerRef } from '../../../src/harness/given.js';
import type { Stage } from '../../../src/harness/scenario.js';

export type Transaction = Schema<'Transaction'>;

const MOST_PAGES = 200;

/** The player's whole statement, newest first, read in pages of this size. */
export async function statementOf(
  { platform, expect }: Pick<Stage, 'platform' | 'expect'>,
  player: PlayerRef,
  limit = 100,
): Promise<readonly Transaction[]> {
  const rows: Transaction[] = [];
  let cursor: string | null | undefined;
  for (let page = 0; cursor !== null; page += 1) {
    const answer = await platform.listTransactions({ player_id: player.player_id, limit, cursor });
    const { items, next_cursor } = expect(answer).accepted();
    expect.that(items.length, 'the transactions on a page').isAtMost(limit);
    expect.that(page, 'the pages of a statement').isAtMost(MOST_PAGES);
    rows.push(...items);
    cursor = next_cursor;
  }
  return rows;
}

/** An amount of the wire in minor units. */
export function minorOf(amount: string, currency: string): number {
  const parsed = parseAmount(amount, currency);
  return parsed.ok ? parsed.minor : Number.NaN;
}

/** What a transaction did to the money that may be staked, in minor units. */
export const movedBy = ({ balance_after, balance_before, currency }: Transaction): number =>
  minorOf(balance_after, currency) - minorOf(balance_before, currency);

/**
 * Takes this many stakes of 1.00 one after the other. Answers their transactions, newest first, as
 * a statement should list them.
 */
export async function takeStakes(
  { platform, given, expect }: Stage,
  player: PlayerRef,
  count: number,
): Promise<readonly string[]> {
  const taken: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const answer = await platform.debitRound(given.debit(player, { amount: '1.00' }));
    taken.unshift(expect(answer).accepted().txn_id);
  }
  return taken;
}
