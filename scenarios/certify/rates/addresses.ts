import { scenario } from '../../../src/harness/scenario.js';
import { ELSEWHERE } from './partners.js';

const LOOPBACK = ['127.0.0.0/8', '::1'];

export const rates06 = scenario({
  id: 'RATES-06',
  title: 'A client is heard from its own addresses only',
  rule: 'A request from outside the allow-list of its client MUST get 403, and nothing happens.',
  requirement: 'SEC-05',
  impact: 'critical',
  money: 'A stolen secret is worth nothing from the thief’s own machine.',
  needs: ['control'],
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const away = await given.client({ allowed_addresses: ELSEWHERE });
    const home = await given.client({ allowed_addresses: [...ELSEWHERE, ...LOOPBACK] });

    const stolen = await platform.debitRound(given.debit(player), { as: away });
    const own = await platform.getWallet(player, { as: home });

    expect(stolen).refused('ADDRESS_NOT_ALLOWED');
    expect(own).accepted({ cash: '100.00' });
    await expect.wallet(player, { cash: '100.00' });
  },
});

export const rates07 = scenario({
  id: 'RATES-07',
  title: 'An address that the caller claims does not count',
  rule: 'The allow-list MUST look at where the connection comes from, not at what a header says.',
  requirement: 'SEC-05',
  impact: 'critical',
  money: 'X-Forwarded-For is written by whoever sends it: a list that believes it guards nothing.',
  needs: ['control'],
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const as = await given.client({ allowed_addresses: ELSEWHERE });
    const headers = { 'x-forwarded-for': '203.0.113.7', forwarded: 'for=203.0.113.7' };

    expect(await platform.debitRound(given.debit(player), { as, headers })).refused(
      'ADDRESS_NOT_ALLOWED',
    );
    await expect.wallet(player, { cash: '100.00' });
  },
});

export const rates08 = scenario({
  id: 'RATES-08',
  title: 'Scope before address before rate before the request itself',
  rule: 'Of several refusals the first by precedence MUST be told: scope, address, rate, validation.',
  requirement: 'ERR-02',
  impact: 'minor',
  money: 'A caller told of the wrong fault mends the wrong thing while the stake is still open.',
  needs: ['control'],
  async run({ platform, given, expect }) {
    const wrong = { ...given.debit({ player_id: given.id('p'), currency: 'EUR' }), amount: 'ten' };
    const bounds = { allowed_addresses: ELSEWHERE, rate_limit: { per_second: 1, burst: 1 } };
    const scopeless = await given.client({ ...bounds, scopes: ['games:read'] });
    const away = await given.client(bounds);
    const eager = await given.client({ rate_limit: bounds.rate_limit });

    expect(await platform.debitRound(wrong, { as: scopeless })).refused('SCOPE_MISSING');
    expect(await platform.debitRound(wrong, { as: away })).refused('ADDRESS_NOT_ALLOWED');
    expect(await platform.debitRound(wrong, { as: eager })).refused('VALIDATION_ERROR');
    expect(await platform.debitRound(wrong, { as: eager })).refused('RATE_LIMITED');
  },
});
