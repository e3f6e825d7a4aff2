import { scenario } from '../../../src/harness/scenario.js';
import { balanceOf, heard, listening, roundsOf, stakes, TRANSPORTS, withCash } from './listener.js';

export const live31 = scenario({
  id: 'LIVE-31',
  title: 'No personal data and no words about a person are told',
  rule: 'Live messages MUST NOT reveal personal data.',
  requirement: 'SEC-07',
  impact: 'critical',
  money: 'A name beside a balance is what a blackmailer needs, and what a regulator fines.',
  needs: ['live', 'control'],
  async run(stage) {
    const { platform, given, expect } = stage;
    const name = 'Zoë Unmistakable';
    const player = await given.player({ balance: '100.00', name });
    const channels = [balanceOf(player), roundsOf(player)];
    const feed = await listening(stage, { channels });
    const taken = await platform.debitRound(given.debit(player));
    const reason = `Asked for by ${name}, who was drunk`;
    expect(await platform.rollbackRound(given.rollbackOf(taken, { reason }))).accepted();
    await heard(stage, feed, { type: 'round.rolled_back' });
    const [round] = await stakes(stage, player, 1);
    const close = { player_id: player.player_id, round_id: round, reason };
    expect(await platform.closeRound(close)).accepted();
    await heard(stage, feed, { type: 'round.closed' });
    const told = JSON.stringify(feed.messages);
    expect.that(told, 'what was told').matches(/^(?!.*(Unmistakable|drunk)).*$/s);
  },
});

export const live32 = scenario({
  id: 'LIVE-32',
  title: 'The opening of a line bears the ids of its request, and so does its refusal',
  contractOnly: 'The ids of every answer come from one place, and a line is opened by an answer.',
  rule: '`X-Request-ID` and `traceparent` MUST come back.',
  requirement: 'OBS-01',
  money: 'A line that broke with money in the air is found in the logs by its id, or not at all.',
  needs: ['live'],
  async run({ live, given, expect }) {
    for (const transport of TRANSPORTS) {
      for (const token of [undefined, null]) {
        const id = given.id('req');
        const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
        const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
        const headers = { 'x-request-id': id, traceparent };
        const { answer } = await live.open({ transport, token, headers });
        if (token === null) expect(answer).refused('TOKEN_MISSING');
        else expect.that(answer.status, 'the status of the opening').isOneOf([101, 200]);
        expect(answer).header('x-request-id', id);
        expect(answer).header('traceparent', new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
      }
    }
  },
});

export const live33 = scenario({
  id: 'LIVE-33',
  title: 'The stream is one that browsers and proxies understand',
  rule: 'Server-sent events MUST be `text/event-stream`, uncached, and show at once that they live.',
  requirement: 'NET-02',
  money: 'A proxy that waits for the end of the answer shows the balance never.',
  needs: ['live'],
  async run(stage) {
    const { live, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const silent = await live.open({ transport: 'sse' });
    expect(silent.answer).accepted();
    expect(silent.answer).header('content-type', /^text\/event-stream/);
    expect(silent.answer).header('cache-control', /no-(store|cache)/);
    const feed = await listening(stage, { transport: 'sse', channels: [balanceOf(player)] });
    expect.that(feed.comments.length, 'comments at the beginning').isAtLeast(1);
    await stakes(stage, player, 1);
    await withCash(stage, feed, '99.00');
    const ids = feed.ids.slice(0, feed.messages.length);
    const numbers = feed.messages.map(({ seq }) => String(seq));
    expect.that(ids, 'the ids of the events').equals(numbers);
  },
});

export const live36 = scenario({
  id: 'LIVE-36',
  title: 'Lines and what is asked over them count against the client’s rate',
  rule: 'A client that asks too often MUST be held back, over a live line as over HTTP.',
  requirement: 'SEC-05',
  money: 'A door without a lock beside the one that has three.',
  needs: ['live', 'control'],
  async run(stage) {
    const { live, given, expect } = stage;
    const as = await given.client({ rate_limit: { per_second: 1, burst: 3 } });
    const feed = await live.open({ as });
    expect.that(feed.status, 'the status of the opening').equals(101);
    for (const told of ['one', 'two']) {
      feed.send({ op: 'ping', client_time: told });
      await heard(stage, feed, { type: 'pong', client_time: told });
    }
    feed.send({ op: 'ping', client_time: 'three' });
    const error = await heard(stage, feed, { type: 'error' });
    expect.that(error.data['error'], 'the code').equals('RATE_LIMITED');
    for (const transport of TRANSPORTS) {
      const refused = await live.open({ as, transport });
      expect(refused.answer).refused('RATE_LIMITED');
      expect(refused.answer).header('retry-after', /^\d+$/);
    }
  },
});

export const live37 = scenario({
  id: 'LIVE-37',
  title: 'A line is opened from the addresses of its client only',
  rule: 'A live line MUST be refused to an address that is not on the client’s list.',
  requirement: 'SEC-05',
  money: 'A stolen token works from anywhere, and listens.',
  needs: ['live', 'control'],
  async run({ live, given, expect }) {
    const away = await given.client({ allowed_addresses: ['192.0.2.0/24'] });
    const home = await given.client({ allowed_addresses: ['127.0.0.0/8', '::1'] });
    for (const transport of TRANSPORTS) {
      expect((await live.open({ transport, as: away })).answer).refused('ADDRESS_NOT_ALLOWED');
      const { status } = await live.open({ transport, as: home });
      expect.that(status, 'the status from home').isOneOf([101, 200]);
    }
  },
});

export const lineScenarios = [live31, live32, live33, live36, live37] as const;
