import { clockOffset } from '../../../src/client/index.js';
import { scenario } from '../../../src/harness/scenario.js';
import { parseTime } from '../../../src/kernel/time.js';
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

export const live14 = scenario({
  id: 'LIVE-14',
  title: 'A channel of nobody and a channel of no name are refused by name',
  rule: 'A channel that is none MUST be answered with an error, and MUST NOT disturb the others.',
  requirement: 'NET-02',
  money: 'A misspelt channel that stays silent looks like a player who never wins.',
  needs: ['live'],
  async run(stage) {
    const { given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const nobody = `balance:${given.id('p')}`;
    const nameless = `horoscopes:${player.player_id}`;
    for (const transport of ['ws', 'sse'] as const) {
      const channels = [nobody, nameless, balanceOf(player)];
      const feed = await stage.live.open({ transport, channels });
      await heard(stage, feed, { type: 'subscribed', channel: balanceOf(player) });
      const errors = feed.messages.filter(({ type }) => type === 'error');
      const told = errors.map(({ channel, data }) => `${channel} ${String(data['error'])}`);
      const expected = [`${nobody} PLAYER_NOT_FOUND`, `${nameless} VALIDATION_ERROR`];
      expect.that(told.sort(), `the refusals over ${transport}`).equals(expected.sort());
    }
  },
});

export const live24 = scenario({
  id: 'LIVE-24',
  title: 'A ping comes back with the platform’s time',
  rule: '`ping` MUST be answered with the same `client_time` and the `server_time`.',
  requirement: 'NET-04',
  money: 'A countdown to the last bet that runs on the wrong clock takes bets that are refused.',
  needs: ['live'],
  async run(stage) {
    const feed = await listening(stage, {});
    let last = 0;
    for (const told of ['2026-01-01T00:00:00.000Z', '1767225600000', 'half past nine']) {
      feed.send({ op: 'ping', client_time: told });
      const pong = await heard(stage, feed, { type: 'pong' });
      stage.expect.that(pong.client_time, 'the client’s time').equals(told);
      const at = parseTime(pong.server_time) ?? 0;
      stage.expect.that(at, 'the server’s time').isAtLeast(Math.max(last, 1));
      last = at;
    }
  },
});

export const live25 = scenario({
  id: 'LIVE-25',
  title: 'A client measures how far its clock is off, and follows a drift',
  rule: 'A client MUST be able to measure its clock offset against the server and correct drift.',
  requirement: 'NET-04',
  impact: 'critical',
  money: 'A jackpot that ends at midnight ends at the platform’s midnight.',
  needs: ['live', 'clock'],
  exclusive: true,
  async run(stage) {
    const { control, expect } = stage;
    const here = parseTime(await control.now()) ?? 0;
    const feed = await listening(stage, {});
    const before = await clockOffset(feed, () => here);
    expect.that(before?.offsetMs, 'the offset of a clock that is right').equals(0);
    await control.advance(90_000);
    const after = await clockOffset(feed, () => here);
    expect.that(after?.offsetMs, 'the offset of a clock that is 90 s slow').equals(90_000);
    const told = parseTime(await control.now()) ?? 0;
    expect.that(here + (after?.offsetMs ?? 0), 'the corrected time').equals(told);
  },
});

export const live26 = scenario({
  id: 'LIVE-26',
  title: 'Nonsense over the line is refused in words, and the line goes on',
  rule: 'A malformed or unknown request MUST be answered with an error, and nothing happens.',
  requirement: 'SEC-08',
  impact: 'critical',
  money: 'A line that dies of one bad message, or takes the platform along, is an attack for free.',
  needs: ['live'],
  async run(stage) {
    const { given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const feed = await listening(stage, { channels: [balanceOf(player)] });
    const refused: readonly (readonly [string, string])[] = [
      ['{"op":"subscribe"', 'MALFORMED_JSON'],
      ['{"op":"ping","op":"ping","client_time":"1"}', 'MALFORMED_JSON'],
      ['[]', 'VALIDATION_ERROR'],
      ['"subscribe"', 'VALIDATION_ERROR'],
      ['{"op":"drop tables"}', 'VALIDATION_ERROR'],
      ['{"op":"subscribe"}', 'VALIDATION_ERROR'],
      ['{"op":"subscribe","channels":[]}', 'VALIDATION_ERROR'],
      ['{"op":"subscribe","channels":"balance:x"}', 'VALIDATION_ERROR'],
      [`{"op":"subscribe","channels":["balance:' OR 1=1"]}`, 'VALIDATION_ERROR'],
      ['{"op":"subscribe","channels":["balance:x"],"from_seq":-1}', 'VALIDATION_ERROR'],
      ['{"op":"ping"}', 'VALIDATION_ERROR'],
      [`{"op":"ping","client_time":"${'9'.repeat(65)}"}`, 'VALIDATION_ERROR'],
      [`${'['.repeat(500)}${']'.repeat(500)}`, 'MALFORMED_JSON'],
    ];
    for (const [text, code] of refused) {
      feed.send(text);
      const error = await heard(stage, feed, { type: 'error' });
      expect.that(error.data['error'], `the code of ${text.slice(0, 50)}`).equals(code);
      expect.that(JSON.stringify(error), 'the error').matches(/^(?!.*(SELECT|\.[jt]s:)).*$/);
    }
    await stakes(stage, player, 1);
    await withCash(stage, feed, '99.00');
  },
});

export const live27 = scenario({
  id: 'LIVE-27',
  title: 'A message that is too long ends its line, and no other',
  rule: 'A message of more than 16 KiB MUST close the line with 1009.',
  requirement: 'SEC-08',
  money: 'A reader that may send without end fills the memory.',
  needs: ['live'],
  async run(stage) {
    const { given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const other = await listening(stage, { channels: [balanceOf(player)] });
    const feed = await listening(stage, { channels: [balanceOf(player)] });
    const padding = (length: number): string => ' '.repeat(length);
    feed.send(`{"op":"ping","client_time":"fits"}${padding(16_000)}`);
    await heard(stage, feed, { type: 'pong', client_time: 'fits' });
    feed.send(`{"op":"ping","client_time":"1"}${padding(17_000)}`);
    expect.that((await feed.ended())?.code, 'the close code').equals(1009);
    await stakes(stage, player, 1);
    await withCash(stage, other, '99.00');
  },
});

export const live28 = scenario({
  id: 'LIVE-28',
  title: 'Who unsubscribes hears no more of it',
  rule: 'After `unsubscribe` a channel MUST NOT be told any more; the others go on.',
  requirement: 'NET-02',
  money: 'A lobby that is left and goes on listening shows one player’s wins to the next.',
  needs: ['live'],
  async run(stage) {
    const { given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const channels = [balanceOf(player), roundsOf(player)];
    const feed = await listening(stage, { channels });
    feed.send({ op: 'unsubscribe', channels: [roundsOf(player)] });
    await heard(stage, feed, { type: 'unsubscribed', channel: roundsOf(player) });
    await stakes(stage, player, 2);
    await withCash(stage, feed, '98.00');
    await settled(stage, feed);
    expect.that(eventsOn(feed, roundsOf(player)), 'what was told of it').isEmpty();
    feed.send({ op: 'subscribe', channels: [roundsOf(player)] });
    await heard(stage, feed, { type: 'subscribed', channel: roundsOf(player) });
    await stakes(stage, player, 1);
    await heard(stage, feed, { type: 'round.debited' });
  },
});

export const live29 = scenario({
  id: 'LIVE-29',
  title: 'A line has a hundred channels and no more',
  rule: 'The channels of one line MUST be bounded; one more is refused, the others go on.',
  requirement: 'NET-03',
  money: 'A line that listens to everybody costs as much as everybody.',
  needs: ['live'],
  async run(stage) {
    const { given, expect } = stage;
    const players = await Promise.all(Array.from({ length: 51 }, () => given.player()));
    const channels = players.flatMap((player) => [balanceOf(player), roundsOf(player)]);
    const feed = await listening(stage, { channels: channels.slice(0, 100) });
    feed.send({ op: 'subscribe', channels: channels.slice(100, 101) });
    const error = await heard(stage, feed, { type: 'error', channel: channels[100] ?? null });
    expect.that(error.data['error'], 'the code').equals('VALIDATION_ERROR');
    feed.send({ op: 'unsubscribe', channels: channels.slice(0, 1) });
    feed.send({ op: 'subscribe', channels: channels.slice(100, 101) });
    await heard(stage, feed, { type: 'subscribed', channel: channels[100] ?? null });
  },
});

export const live30 = scenario({
  id: 'LIVE-30',
  title: 'Who subscribes twice is told once',
  rule: 'A second `subscribe` MUST tell again how it stands, and MUST NOT double what follows.',
  requirement: 'NET-02',
  money: 'A win shown twice is a win claimed twice.',
  needs: ['live'],
  async run(stage) {
    const { given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const channels = [balanceOf(player), roundsOf(player)];
    const feed = await listening(stage, { channels });
    await heard(stage, feed, { type: 'snapshot' });
    feed.send({ op: 'subscribe', channels: [...channels, ...channels] });
    await heard(stage, feed, { type: 'snapshot' });
    await heard(stage, feed, { type: 'subscribed', channel: roundsOf(player) });
    const rounds = await stakes(stage, player, 2);
    await withCash(stage, feed, '98.00');
    await settled(stage, feed);
    const expected = rounds.map((round) => `round.debited ${round}`);
    expect.that(keysOf(eventsOn(feed, roundsOf(player))), 'what was told').equals(expected);
    const updates = feed.messages.filter(({ type }) => type === 'update');
    expect.that(updates.length, 'how many updates').isAtMost(2);
  },
});

export const requestScenarios = [
  live14,
  live24,
  live25,
  live26,
  live27,
  live28,
  live29,
  live30,
] as const;
