import { scenario } from '../../../src/harness/scenario.js';
import { traceIdOf } from './error-body.js';

const facts = {
  requirement: 'OBS-01',
  money: 'A disputed stake that cannot be followed from game to wallet is paid on good faith.',
} as const;

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

export const errors02 = scenario({
  ...facts,
  id: 'ERRORS-02',
  title: 'An error names the caller’s trace and request',
  rule: 'X-Request-ID and traceparent MUST come back, and trace_id MUST be the caller’s trace.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '5.00' });
    const requestId = given.id('request');
    const headers = { 'X-Request-ID': requestId, traceparent: `00-${TRACE}-${SPAN}-01` };

    const refused = await platform.debitRound(given.debit(player), { headers });

    expect(refused).refused('INSUFFICIENT_FUNDS');
    expect.that(refused.body, 'the error').includes({ trace_id: TRACE });
    expect(refused).header('x-request-id', requestId);
    expect(refused).header('traceparent', new RegExp(`^00-${TRACE}-(?!${SPAN})[0-9a-f]{16}-01$`));
  },
});

export const errors19 = scenario({
  ...facts,
  id: 'ERRORS-19',
  title: 'Whoever names no request gets a name for it, another one each time',
  rule: 'An X-Request-ID that is absent or no id MUST be replaced by one of the platform’s.',
  async run({ platform, given, expect }) {
    const player = await given.player();
    const names = new Set<string>();
    for (const sent of [undefined, '', 'two words', 'x'.repeat(129), '<b>', 'a;b']) {
      const headers = { 'X-Request-ID': sent };
      const answer = await platform.getWallet(player, { headers });
      expect(answer).accepted();
      expect(answer).header('x-request-id', /^[\w.:~-]{1,128}$/);
      names.add(answer.headers['x-request-id'] ?? '');
    }
    expect.that(names.size, 'the number of different names').equals(6);
  },
});

/** Each as sent; what the platform cannot read starts a trace of its own (W3C Trace Context §3.2). */
const UNREADABLE: readonly (string | undefined)[] = [
  undefined,
  'nonsense',
  `ff-${TRACE}-${SPAN}-01`,
  `00-${'0'.repeat(32)}-${SPAN}-01`,
  `00-${TRACE}-${'0'.repeat(16)}-01`,
  `00-${TRACE.toUpperCase()}-${SPAN}-01`,
  `00-${TRACE}-${SPAN}-01-extra`,
  `00-${TRACE}-${SPAN}`,
  `00-${TRACE.slice(1)}-${SPAN}-01`,
];

export const errors20 = scenario({
  ...facts,
  id: 'ERRORS-20',
  title: 'A traceparent that cannot be read starts a new trace',
  rule: 'A traceparent that breaks W3C Trace Context MUST be ignored, and a new trace begun.',
  async run({ platform, given, expect }) {
    const unknown = { player_id: given.id('p') };
    const begun = new Set<string>();
    for (const traceparent of UNREADABLE) {
      const refused = await platform.getWallet(unknown, { headers: { traceparent } });
      expect(refused).refused('PLAYER_NOT_FOUND');
      const told = (refused.body as unknown as { trace_id: string }).trace_id;
      expect.that(told, `the trace begun for ${traceparent ?? 'none'}`).equals(traceIdOf(refused));
      expect.that(told, `the trace begun for ${traceparent ?? 'none'}`).differsFrom(TRACE);
      begun.add(told);
    }
    expect.that(begun.size, 'the number of traces begun').equals(UNREADABLE.length);
  },
});

export const errors21 = scenario({
  ...facts,
  id: 'ERRORS-21',
  title: 'A traceparent of a later version, or one not sampled, is carried on',
  rule: 'A traceparent of a later version MUST be read as far as it is known; its flag is kept.',
  async run({ platform, given, expect }) {
    const unknown = { player_id: given.id('p') };
    const later = `cc-${TRACE}-${SPAN}-01-what-the-future-will-bring`;
    const unsampled = `00-${TRACE}-${SPAN}-00`;

    const first = await platform.getWallet(unknown, { headers: { traceparent: later } });
    const second = await platform.getWallet(unknown, { headers: { traceparent: unsampled } });

    for (const answer of [first, second]) {
      expect(answer).refused('PLAYER_NOT_FOUND');
      expect.that(answer.body, 'the error').includes({ trace_id: TRACE });
    }
    expect(second).header('traceparent', /-00$/);
  },
});

export const tracingScenarios = [errors02, errors19, errors20, errors21] as const;
