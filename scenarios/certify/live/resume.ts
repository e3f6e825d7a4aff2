import { scenario } from '../../../src/harness/scenario.js';
import type { Stage } from '../../../src/harness/scenario.js';
import {
  balanceOf,
  eventsOn,
  heard,
  keysOf,
  listening,
  roundsOf,
  stakes,
  TRANSPORTS,
  withCash,
} from './listener.js';

const debited = (rounds: readonly string[]): readonly string[] =>
  rounds.map((round) => `round.debited ${round}`);

/** A player whose first stake was heard on a line, which then broke. */
async function cutOff(stage: Stage, transport: 'ws' | 'sse') {
  const player = await stage.given.player({ balance: '100.00' });
  const channels = [balanceOf(player), roundsOf(player)];
  const feed = await listening(stage, { transport, channels });
  await stakes(stage, player, 1);
  const { seq } = await heard(stage, feed, { type: 'round.debited' });
  feed.drop();
  await feed.ended();
  return { player, channels, seq };
}

export const live15 = scenario({
  id: 'LIVE-15',
  title: 'Who comes back is told exactly what was missed',
  rule: 'Resume with `from_seq` MUST tell every event since, once and in order, and no other.',
  requirement: 'NET-03',
  impact: 'critical',
  money: 'A tunnel on the train must not cost the list of what was won in it.',
  needs: ['live'],
  async run(stage) {
    for (const transport of TRANSPORTS) {
      const { player, channels, seq } = await cutOff(stage, transport);
      const missed = await stakes(stage, player, 5);
      const again = await listening(stage, { transport, channels, from_seq: seq });

      const told = eventsOn(again, roundsOf(player));
      stage.expect
        .that(keysOf(told), `what is told again over ${transport}`)
        .equals(debited(missed));
      const first = told[0]?.previous_seq ?? Infinity;
      stage.expect.that(first <= seq, 'whether the first follows what was heard').isTrue();
      const [next] = await stakes(stage, player, 1);
      await heard(stage, again, ({ data }) => data['round_id'] === next);
      const all = keysOf(eventsOn(again, roundsOf(player)));
      stage.expect.that(all, 'what was told in all').equals(debited([...missed, next ?? '']));
      await withCash(stage, again, '93.00');
    }
  },
});

export const live16 = scenario({
  id: 'LIVE-16',
  title: 'A browser comes back with Last-Event-ID',
  rule: 'The `id` of a server-sent event MUST resume the stream when it comes as `Last-Event-ID`.',
  requirement: 'NET-03',
  money: 'A browser does this by itself; a platform that does not listen loses what happened.',
  needs: ['live'],
  async run(stage) {
    const { player, channels, seq } = await cutOff(stage, 'sse');
    const missed = await stakes(stage, player, 3);
    const lastEventId = String(seq);
    // As a browser does: the address of the first time, and what was heard since in the header.
    const ask = { transport: 'sse', channels, lastEventId, from_seq: 0, judge: false } as const;
    const again = await listening(stage, ask);
    const told = keysOf(eventsOn(again, roundsOf(player)));
    stage.expect.that(told, 'what is told again').equals(debited(missed));
  },
});

export const live17 = scenario({
  id: 'LIVE-17',
  title: 'What is too old is not told again, and the reader is told so',
  rule: 'A reader that was away too long MUST be told `reset`, and how things stand now.',
  requirement: 'NET-03',
  impact: 'critical',
  money: 'A hole in the history that nobody mentions is found by the auditor.',
  needs: ['live', 'clock'],
  exclusive: true,
  async run(stage) {
    const { control, expect } = stage;
    for (const transport of TRANSPORTS) {
      const { player, channels, seq } = await cutOff(stage, transport);
      await stakes(stage, player, 2);
      await control.advance(20 * 60_000);
      const ask = { transport, channels, from_seq: seq };
      const again = await listening(stage, ask);

      for (const channel of channels) {
        const first = again.messages.find((message) => message.channel === channel);
        expect.that(first?.type, `the first message of ${channel}`).equals('reset');
      }
      expect.that(eventsOn(again, roundsOf(player)), 'events that are told again').isEmpty();
      const snapshot = again.messages.find(({ type }) => type === 'snapshot');
      expect.that(snapshot?.data['cash'], 'the cash as it stands').equals('97.00');
      const [next] = await stakes(stage, player, 1);
      await heard(stage, again, ({ data }) => data['round_id'] === next);
    }
  },
});

export const live18 = scenario({
  id: 'LIVE-18',
  title: 'A number that was never given is no place to resume from',
  rule: 'A `from_seq` ahead of everything MUST be answered with `reset`, never with silence.',
  requirement: 'NET-03',
  money: 'A reader that waits for a number from before the disaster waits until the end of days.',
  needs: ['live'],
  async run(stage) {
    const { given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const channels = [balanceOf(player), roundsOf(player)];
    const ask = { channels, from_seq: Number.MAX_SAFE_INTEGER, judge: false };
    const feed = await listening(stage, ask);
    const resets = feed.messages.filter(({ type }) => type === 'reset');
    expect.that(resets.map(({ channel }) => channel).sort(), 'what is reset').equals(channels);
    const [round] = await stakes(stage, player, 1);
    await heard(stage, feed, ({ data }) => data['round_id'] === round);
    await withCash(stage, feed, '99.00');
  },
});

const restarted = (id: string, crash: boolean) =>
  scenario({
    id,
    title: crash
      ? 'After a crash the numbers go on and nothing is missing'
      : 'A restart ends the lines, and who comes back misses nothing',
    rule: 'Numbers MUST go on over a restart, so that a reader resumes where it stopped.',
    requirement: 'NET-03',
    impact: 'critical',
    money: 'Numbers that begin anew make a reader throw away wins it takes for old ones.',
    needs: ['live', 'restart'],
    exclusive: true,
    async run(stage) {
      const { platform, given, expect, control } = stage;
      const player = await given.player({ balance: '100.00' });
      const channels = [balanceOf(player), roundsOf(player)];
      const feeds = [
        await listening(stage, { transport: 'ws', channels }),
        await listening(stage, { transport: 'sse', channels }),
      ];
      const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));
      expect(taken).accepted();
      let seq = 0;
      for (const feed of feeds) ({ seq } = await heard(stage, feed, { type: 'round.debited' }));

      await control.restart({ crash });
      for (const feed of feeds) {
        expect
          .that((await feed.ended())?.code, `the close code over ${feed.transport}`)
          .equals(1012);
      }
      const win = given.creditOf(taken, { win_amount: '30.00' });
      expect(await platform.creditRound(win)).accepted();
      const again = [
        await listening(stage, { transport: 'ws', channels, from_seq: seq }),
        await listening(stage, { transport: 'sse', channels, from_seq: seq }),
      ];
      const [next = ''] = await stakes(stage, player, 1);
      const expected = [`round.credited ${win.round_id}`, `round.debited ${next}`];
      for (const feed of again) {
        await heard(stage, feed, ({ data }) => data['round_id'] === next);
        const told = eventsOn(feed, roundsOf(player));
        expect.that(keysOf(told), 'what is told after the restart').equals(expected);
        expect.that((told[0]?.seq ?? 0) > seq, 'whether the numbers go on').isTrue();
        await withCash(stage, feed, '119.00');
      }
    },
  });

export const live19 = restarted('LIVE-19', false);
export const live20 = restarted('LIVE-20', true);

export const resumeScenarios = [live15, live16, live17, live18, live19, live20] as const;
