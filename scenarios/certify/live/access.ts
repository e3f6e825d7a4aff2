import { scenario } from '../../../src/harness/scenario.js';
import {
  balanceOf,
  eventsOn,
  heard,
  keysOf,
  listening,
  roundsOf,
  settled,
  stakes,
  TRANSPORTS,
  withCash,
} from './listener.js';

export const live06 = scenario({
  id: 'LIVE-06',
  title: 'A channel asks for its own scope',
  rule: 'A token without the scope of a channel MUST be told nothing of it.',
  requirement: 'SEC-02',
  impact: 'critical',
  money: 'A partner that may see rounds would see what every player owns.',
  needs: ['live', 'mint'],
  async run(stage) {
    const { given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const token = await given.token({ scopes: ['live:read', 'rounds:read'] });
    const channels = [balanceOf(player), roundsOf(player)];
    for (const transport of TRANSPORTS) {
      const feed = await stage.live.open({ transport, token, channels });
      const error = await heard(stage, feed, { type: 'error', channel: balanceOf(player) });
      expect.that(error.data['error'], 'the code').equals('SCOPE_MISSING');
      await heard(stage, feed, { type: 'subscribed', channel: roundsOf(player) });

      const rounds = await stakes(stage, player, 1);
      await heard(stage, feed, { type: 'round.debited' });
      expect
        .that(keysOf(eventsOn(feed, roundsOf(player))), 'what was told')
        .equals([`round.debited ${rounds[0]}`]);
      const balances = feed.messages.filter(({ type, data }) => type !== 'error' && data['cash']);
      expect.that(balances, 'balances that were told').isEmpty();
    }
  },
});

export const live07 = scenario({
  id: 'LIVE-07',
  title: 'Without the scope for live channels no line is opened',
  rule: 'A token without `live:read` MUST get 403 on either transport.',
  requirement: 'SEC-02',
  impact: 'critical',
  money: 'Whoever was given a token to read one wallet would be told of it for ever.',
  needs: ['live', 'mint'],
  async run({ live, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const token = await given.token({ scopes: ['wallets:read', 'rounds:read'] });
    const able = await given.token({ scopes: ['wallets:read', 'live:read'] });
    for (const transport of TRANSPORTS) {
      const refused = await live.open({ transport, token, channels: [balanceOf(player)] });
      expect(refused.answer).refused('SCOPE_MISSING', { scope: 'live:read' });
      expect.that(refused.messages, 'what was told').isEmpty();
      const opened = await live.open({ transport, token: able, channels: [balanceOf(player)] });
      expect.that(opened.status, 'the status with the scope').isOneOf([101, 200]);
    }
  },
});

export const live08 = scenario({
  id: 'LIVE-08',
  title: 'No token, nonsense and a token that is over open no line',
  rule: 'A live line MUST be refused 401 without a sound access token.',
  requirement: 'SEC-01',
  impact: 'critical',
  money: 'A line anybody can open shows what every player owns, as it changes.',
  needs: ['live', 'mint'],
  async run({ live, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const channels = [balanceOf(player)];
    const stale = await given.token({ expires_in: -1 });
    const sound = await given.token();
    for (const transport of TRANSPORTS) {
      const without = await live.open({ transport, token: null, channels });
      expect(without.answer).refused('TOKEN_MISSING');
      expect(without.answer).header('www-authenticate', /^Bearer/);
      const nonsense = await live.open({ transport, token: 'a.b.c', channels });
      expect(nonsense.answer).refused('TOKEN_INVALID');
      const over = await live.open({ transport, token: stale, channels });
      expect(over.answer).refused('TOKEN_EXPIRED');
      for (const { messages } of [without, nonsense, over]) {
        expect.that(messages, 'what was told').isEmpty();
      }
      const opened = await live.open({ transport, token: sound, channels });
      expect.that(opened.status, 'the status with a sound token').isOneOf([101, 200]);
    }
  },
});

export const live10 = scenario({
  id: 'LIVE-10',
  title: 'A token in the address opens nothing',
  rule: 'An access token in the URL MUST NOT be taken: addresses are logged, cached and passed on.',
  requirement: 'SEC-01',
  impact: 'critical',
  money: 'Whoever reads the log of a proxy reads every wallet, and moves what the token may move.',
  needs: ['live'],
  async run({ live, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    for (const transport of TRANSPORTS) {
      const ask = { transport, channels: [balanceOf(player)] };
      const feed = await live.open({ ...ask, tokenIn: 'url' });
      expect(feed.answer).refused('TOKEN_MISSING');
      expect.that(feed.messages, 'what was told').isEmpty();
      const sound = await live.open(ask);
      expect.that(sound.status, 'the status with the token in the header').isOneOf([101, 200]);
    }
  },
});

export const live11 = scenario({
  id: 'LIVE-11',
  title: 'A browser’s token travels as a subprotocol and is not said back',
  rule: 'A token MUST be taken from the subprotocols, and never repeated in the answer.',
  requirement: 'SEC-01',
  money: 'A browser cannot send the header: without this it would put the token into the address.',
  needs: ['live'],
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const feed = await listening(stage, { tokenIn: 'protocol', channels: [balanceOf(player)] });
    expect(await platform.debitRound(given.debit(player, { amount: '1.00' }))).accepted();
    await withCash(stage, feed, '99.00');
    const { headers } = feed.answer;
    expect.that(headers['sec-websocket-protocol'], 'the protocol').equals('tablestakes.live.v1');
    const nonsense = await stage.live.open({ tokenIn: 'protocol', token: 'a.b.c' });
    expect(nonsense.answer).refused('TOKEN_INVALID');
  },
});

export const live12 = scenario({
  id: 'LIVE-12',
  title: 'The line ends with its token',
  rule: 'A token that expires while its reader is connected MUST end the line with 4401.',
  requirement: 'SEC-01',
  impact: 'critical',
  money: 'A token taken from a client that was let go would be told of every wallet for ever.',
  needs: ['live', 'clock'],
  exclusive: true,
  async run(stage) {
    const { given, expect, control } = stage;
    const player = await given.player({ balance: '100.00' });
    const channels = [balanceOf(player)];
    for (const transport of TRANSPORTS) {
      const feed = await listening(stage, { transport, channels });
      await control.advance(16 * 60_000);
      expect.that((await feed.ended())?.code, `the close code over ${transport}`).equals(4401);
      const before = feed.messages.length;
      await stakes(stage, player, 1);
      const after = feed.messages.slice(before).filter(({ type }) => type !== 'closing');
      expect.that(after, 'what was told after the end').isEmpty();
      await listening(stage, { transport, channels });
    }
  },
});

export const live13 = scenario({
  id: 'LIVE-13',
  title: 'A client hears of its own rounds, not of another’s',
  rule: 'A client MUST see only what is its own: rounds of others are not, live as over HTTP.',
  requirement: 'SEC-02',
  impact: 'critical',
  money: 'A game studio would watch its competitor’s takings, stake by stake.',
  needs: ['live', 'control'],
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const as = await given.client();
    const channels = [roundsOf(player)];
    const own = await listening(stage, { channels });
    const stranger = await listening(stage, { channels, as });
    const begun = own.messages.at(-1)?.seq ?? 0;

    const [round] = await stakes(stage, player, 1);
    const theirs = given.debit(player, { amount: '2.00' });
    expect(await platform.debitRound(theirs, { as })).accepted();
    await heard(stage, own, { type: 'round.debited' });
    await heard(stage, stranger, { type: 'round.debited' });
    await settled(stage, own);
    await settled(stage, stranger);

    const told = [own, stranger].map((feed) => keysOf(eventsOn(feed, roundsOf(player))));
    const expected = [[`round.debited ${round}`], [`round.debited ${theirs.round_id}`]];
    expect.that(told, 'what each was told').equals(expected);
    const again = await listening(stage, { channels, as, from_seq: begun });
    expect
      .that(keysOf(eventsOn(again, roundsOf(player))), 'what is told again')
      .equals(expected[1]);
  },
});

export const accessScenarios = [live06, live07, live08, live10, live11, live12, live13] as const;
