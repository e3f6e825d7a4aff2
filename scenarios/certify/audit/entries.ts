import type { AuditEntry } from '../../../src/harness/audit-chain.js';
import type { Answer } from '../../../src/harness/answer.js';
import type { PlayerRef } from '../../../src/harness/given.js';
import type { Stage } from '../../../src/harness/scenario.js';

const MOST_PAGES = 500;

/** Every entry about the player, newest first, read in pages of this size. */
export async function entriesAbout(
  { platform, expect }: Stage,
  player: PlayerRef,
  limit = 100,
): Promise<readonly AuditEntry[]> {
  const entries: AuditEntry[] = [];
  let cursor: string | null | undefined;
  for (let page = 0; cursor !== null; page += 1) {
    const about = { player_id: player.player_id, limit, cursor };
    const { items, next_cursor } = expect(await platform.listAuditEntries(about)).accepted();
    expect.that(items.length, 'the entries on a page').isAtMost(limit);
    expect.that(page, 'the pages of the log').isAtMost(MOST_PAGES);
    entries.push(...items);
    cursor = next_cursor;
  }
  return entries;
}

/** The trace-id of an answer's traceparent. */
export const traceOf = (answer: Answer<unknown>): string | undefined =>
  answer.headers['traceparent']?.split('-')[1];

/** The entries that a request left. */
export const entriesOf = (
  entries: readonly AuditEntry[],
  answer: Answer<unknown>,
): readonly AuditEntry[] => entries.filter(({ request_id }) => request_id === answer.requestId);
