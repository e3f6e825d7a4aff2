import type { CheckedFeed } from '../../../src/harness/live.js';
import { scenario } from '../../../src/harness/scenario.js';
import type { Stage } from '../../../src/harness/scenario.js';
import {
  balanceOf,
  eventsOn,
  heard,
  keysOf,
  listening,
  roundsOf,
  settled,
  stakes,
  withCash,
} from './listener.js';

/** The buffers of both sides hold about five megabytes; each of these asks for four kilobytes. */
const FILLERS = 2_400;
/** To read them all takes a while. */
const PATIENCE_MS = 15_000;

/** Asks and does not listen, until nothing more fits between the two sides. */
async function stuff(stage: Stage, feed: CheckedFeed): Promise<void> {
  const others = await Promise.all(Array.from({ length: 10 }, () => stage.given.player()));
  feed.pause();
  const channels = others.map(balanceOf);
  for (let each = 0; each < FILLERS; each += 1) {
    feed.send({ op: 'subscribe', channels });
    if (each % 100 === 99) await stage.run.wait(1);
  }
}

export const live21 = scenario({
  id: 'LIVE-21',
  title: 'A slow reader is spared what was overtaken, and told how it stands',
  rule: 'Stale updates MUST be dropped by key, the newest state MUST arrive, gaps MUST be visible.',
  requirement: 'NET-03',
  impact: 'critical',
  money: 'One reader that stalls, with all its updates kept, takes the platform down with it.',
  needs: ['live'],
  async run(stage) {
    const { given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const channel = balanceOf(player);
    const feed = await listening(stage, { channels: [channel] });
    const other = await listening(stage, { channels: [channel] });
    await stuff(stage, feed);
    await stakes(stage, player, 20);
    await withCash(stage, other, '80.00');

    feed.resume();
    const newest = await withCash(stage, feed, '80.00', PATIENCE_MS);
    const updates = feed.messages.filter(
      (each) => each.channel === channel && each.type === 'update',
    );
    expect.that(updates.length, 'how many of 20 updates were told').isAtMost(5);
    const last = updates.at(-2)?.seq ?? feed.messages[0]?.seq ?? 0;
    expect.that((newest.previous_seq ?? 0) > last, 'whether the gap can be seen').isTrue();
    expect.that(feed.messages.at(-1)?.data['cash'] !== '100.00', 'whether the end is new').isTrue();
    await stakes(stage, player, 1);
    await withCash(stage, feed, '79.00');
  },
});

export const live22 = scenario({
  id: 'LIVE-22',
  title: 'A reader behind too many events is cut off with 1013, and misses none',
  rule: 'Events for a slow reader MUST be bounded; it is closed with 1013 and can resume.',
  requirement: 'NET-03',
  impact: 'critical',
  money: 'Events kept without bound for a reader that sleeps fill the memory; dropped, they lie.',
  needs: ['live'],
  async run(stage) {
    const { given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const channels = [roundsOf(player)];
    const feed = await listening(stage, { channels });
    const begun = feed.messages.at(-1)?.seq ?? 0;
    await stuff(stage, feed);
    const missed = await stakes(stage, player, 20);
    for (let each = 0; each < 400; each += 1) feed.send({ op: 'ping', client_time: given.id('t') });
    // Until the platform has read them: another line of the same platform answers after them.
    const other = await listening(stage, {});
    for (let each = 0; each < 20; each += 1) await settled(stage, other);

    feed.resume();
    expect.that((await feed.ended(PATIENCE_MS))?.code, 'the close code').equals(1013);
    const told = eventsOn(feed, roundsOf(player));
    const seq = told.at(-1)?.seq ?? begun;
    const again = await listening(stage, { channels, from_seq: seq });
    const all = [...told, ...eventsOn(again, roundsOf(player))];
    const expected = missed.map((round) => `round.debited ${round}`);
    expect.that(keysOf(all), 'what both lines told together').equals(expected);
  },
});

export const live23 = scenario({
  id: 'LIVE-23',
  title: 'A slow reader holds up nobody',
  rule: 'A reader that stalls MUST NOT delay the others, nor play.',
  requirement: 'NET-03',
  money: 'One phone in a tunnel would stop the lobby for all.',
  needs: ['live'],
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const channels = [balanceOf(player), roundsOf(player)];
    const slow = await listening(stage, { channels });
    const quick = await listening(stage, { channels });
    slow.pause();
    const rounds = await stakes(stage, player, 10);
    await withCash(stage, quick, '90.00');
    await heard(stage, quick, ({ data }) => data['round_id'] === rounds[9]);
    expect(await platform.getWallet(player)).accepted({ cash: '90.00' });
    slow.resume();
    await heard(stage, slow, ({ data }) => data['round_id'] === rounds[9]);
    const expected = rounds.map((round) => `round.debited ${round}`);
    for (const feed of [slow, quick]) {
      expect.that(keysOf(eventsOn(feed, roundsOf(player))), 'what was told').equals(expected);
    }
  },
});

export const slowScenarios = [live21, live22, live23] as const;
