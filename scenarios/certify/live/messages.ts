import { scenario } from '../../../src/harness/scenario.js';
import type { Scenario } from '../../../src/harness/scenario.js';
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

const moneyArrives = (id: string, transport: 'ws' | 'sse', name: string): Scenario =>
  scenario({
    id,
    title: `Over ${name}, a stake, a win and a return show in the balance`,
    rule: `${name} MUST carry the balance after each debit, credit and rollback.`,
    requirement: 'NET-02',
    impact: 'critical',
    money:
      'A lobby that shows money the player has not stakes it; one that hides a win gets a call.',
    needs: ['live'],
    async run(stage) {
      const { platform, given, expect } = stage;
      const player = await given.player({ balance: '100.00' });
      const feed = await listening(stage, { transport, channels: [balanceOf(player)] });

      const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));
      expect(taken).accepted();
      const staked = await withCash(stage, feed, '90.00');
      expect.that(staked.data['held_in_play'], 'what is held in play').equals('10.00');
      expect(await platform.creditRound(given.creditOf(taken, { win_amount: '25.00' }))).accepted();
      const won = await withCash(stage, feed, '115.00');
      expect.that(won.data['held_in_play'], 'what is held in play').equals('0.00');
      const other = await platform.debitRound(given.debit(player, { amount: '15.00' }));
      await withCash(stage, feed, '100.00');
      expect(await platform.rollbackRound(given.rollbackOf(other))).accepted();
      const back = await withCash(stage, feed, '115.00');

      const wallet = expect(await platform.getWallet(player)).accepted();
      expect.that(back.data, 'the wallet as it was told').equals(wallet);
    },
  });

export const live01 = moneyArrives('LIVE-01', 'ws', 'WebSocket');
export const live02 = moneyArrives('LIVE-02', 'sse', 'Server-sent events');

export const live03 = scenario({
  id: 'LIVE-03',
  title: 'Both transports tell the same',
  rule: 'WebSocket and SSE MUST carry the same messages under the same numbers.',
  requirement: 'NET-02',
  money: 'Two screens that disagree about one wallet end in a dispute.',
  needs: ['live'],
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const channels = [balanceOf(player), roundsOf(player)];
    const socket = await listening(stage, { transport: 'ws', channels });
    const stream = await listening(stage, { transport: 'sse', channels });

    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    for (const feed of [socket, stream]) await withCash(stage, feed, '90.00');
    expect(await platform.creditRound(given.creditOf(taken, { win_amount: '30.00' }))).accepted();
    for (const feed of [socket, stream]) {
      await withCash(stage, feed, '120.00');
      await feed.next({ type: 'round.credited' }, 500);
    }

    const told = [socket, stream].map(({ messages }) =>
      messages
        .filter(({ previous_seq }) => previous_seq !== undefined)
        .map(({ seq, channel, type, data }) => ({ seq, channel, type, data })),
    );
    expect.that(told[0], 'updates and events over WebSocket').hasLength(4);
    expect.that(told[1], 'updates and events over SSE').equals(told[0]);
  },
});

export const live04 = scenario({
  id: 'LIVE-04',
  title: 'Events are numbered without a gap, each once and in order',
  rule: 'Each message MUST have sequence, channel and server time; a gap MUST be visible by sequence.',
  requirement: 'NET-02',
  impact: 'critical',
  money: 'A reader that cannot see a gap trusts a history with a hole in it.',
  needs: ['live'],
  async run(stage) {
    const { given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const channel = roundsOf(player);
    const feed = await listening(stage, { channels: [channel] });
    const begun = feed.messages.find(({ type }) => type === 'subscribed')?.seq ?? 0;

    const rounds = await stakes(stage, player, 10);
    await settled(stage, feed);

    const events = eventsOn(feed, channel);
    const names = rounds.map((round) => `round.debited ${round}`);
    expect.that(keysOf(events), 'what was told').equals(names);
    const numbers = events.map(({ seq }) => seq);
    expect
      .that(
        [...new Set(numbers)].sort((a, b) => a - b),
        'the numbers',
      )
      .equals(numbers);
    const chain = [begun, ...numbers].slice(0, -1);
    expect
      .that(
        events.map((event) => event.previous_seq),
        'the numbers before',
      )
      .equals(chain);
    const times = events.map(({ server_time }) => server_time);
    for (const time of times) expect.that(time, 'the server time').matches(/^\d{4}-.*\.\d{3}Z$/);
  },
});

export const live05 = scenario({
  id: 'LIVE-05',
  title: 'Who subscribes to a state is told at once how it stands',
  rule: 'A channel of states MUST begin with a snapshot: the newest state always arrives.',
  requirement: 'NET-03',
  impact: 'critical',
  money: 'A lobby that waits for the next stake shows yesterday’s balance until then.',
  needs: ['live'],
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00', bonus: '5.00' });
    await stakes(stage, player, 1);

    for (const transport of ['ws', 'sse'] as const) {
      const feed = await listening(stage, { transport, channels: [balanceOf(player)] });
      const [first] = feed.messages;
      expect.that(first?.type, `the first message over ${transport}`).equals('snapshot');
      const wallet = expect(await platform.getWallet(player)).accepted();
      expect.that(first?.data, 'the wallet as it was told').equals(wallet);
    }
  },
});

export const live34 = scenario({
  id: 'LIVE-34',
  title: 'What happens at once is told once each, in the order of the log',
  rule: 'Events of a player MUST be told in the order in which they were committed, each once.',
  requirement: 'NET-02',
  impact: 'critical',
  money: 'A win shown before its stake, or twice, is a balance nobody can explain.',
  needs: ['live'],
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const channels = [balanceOf(player), roundsOf(player)];
    const feed = await listening(stage, { channels });

    const debits = Array.from({ length: 20 }, () => given.debit(player, { amount: '1.00' }));
    const answers = await Promise.all(debits.map((debit) => platform.debitRound(debit)));
    for (const answer of answers) expect(answer).accepted();
    await withCash(stage, feed, '80.00');
    await settled(stage, feed);

    const log = expect(await platform.listAuditEntries({ ...player, limit: 100 })).accepted();
    const logged = log.items.filter(({ type }) => type === 'round.debited').reverse();
    const events = eventsOn(feed, roundsOf(player));
    const told = events.map(({ seq, data }) => `${seq} ${String(data['round_id'])}`);
    const inLog = logged.map(({ seq, data }) => `${seq} ${String(data['round_id'])}`);
    expect.that(told, 'the stakes as they were told').equals(inLog);
    const last = feed.messages.filter(({ type }) => type === 'update').at(-1);
    expect.that(last?.data['cash'], 'the last balance').equals('80.00');
  },
});

export const live35 = scenario({
  id: 'LIVE-35',
  title: 'What is refused, repeated or only read is not told',
  rule: 'Only what was committed MUST be told, and once.',
  requirement: 'NET-02',
  impact: 'critical',
  money: 'A repeat told as a second win is paid out twice by whoever listens.',
  needs: ['live'],
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '10.00' });
    const channels = [balanceOf(player), roundsOf(player)];
    const feed = await listening(stage, { channels });
    const debit = given.debit(player, { amount: '4.00' });

    expect(await platform.debitRound(debit)).accepted();
    expect(await platform.debitRound(debit)).accepted();
    const dear = await platform.debitRound(given.debit(player, { amount: '50.00' }));
    expect(dear).refused('INSUFFICIENT_FUNDS');
    expect(await platform.getWallet(player)).accepted();
    await heard(stage, feed, { type: 'round.debited' });
    await settled(stage, feed);

    const told = feed.messages.filter(({ previous_seq }) => previous_seq !== undefined);
    expect
      .that(told.map(({ type }) => type).sort(), 'what was told')
      .equals(['round.debited', 'update']);
  },
});

export const messageScenarios = [live01, live02, live03, live04, live05, live34, live35] as const;
