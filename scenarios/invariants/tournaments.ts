import type { History, HistoryCall } from '../../src/harness/history.js';
import type { InvariantStage } from '../../src/harness/invariants.js';
import { grouped, minorOf } from './money-calls.js';

/** A player's calls that asked for an entry, and were not forgotten with the target since. */
export const entryCalls = (history: History): ReadonlyMap<string, readonly HistoryCall[]> =>
  grouped(
    history
      .calls('enterTournament')
      .filter(({ erased, outcome }) => !erased && outcome !== 'refused'),
    ({ playerId }) => playerId ?? '',
  );

/**
 * What tournaments have taken and paid, in minor units: each acknowledged entry, given back when
 * its tournament was cancelled, and the prizes. NaN where an answer was never heard.
 */
export async function wonIn(
  { platform, expect }: InvariantStage,
  calls: readonly HistoryCall[],
): Promise<number> {
  if (calls.some(({ outcome }) => outcome !== 'ok')) return Number.NaN;
  let sum = 0;
  for (const [, entries] of grouped(calls, ({ body }) => String(body['tournament_id']))) {
    const { tournament_id, player_id } = entries[0]?.body ?? {};
    const { status, entry, currency } = expect(
      await platform.getTournament({ tournament_id }),
    ).accepted();
    const price = minorOf(entry.buy_in, currency) + minorOf(entry.fee, currency);
    const paid = new Set(entries.map(({ body }) => body['txn_id'])).size * price;
    if (status !== 'cancelled') sum -= paid;
    if (status !== 'closed') continue;
    const { own } = expect(await platform.getLeaderboard({ tournament_id, player_id })).accepted();
    sum += minorOf(own?.standing.prize ?? '0', currency);
  }
  return sum;
}
