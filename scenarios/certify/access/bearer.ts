import { basicOf } from '../../../src/client/index.js';
import { scenario } from '../../../src/harness/scenario.js';
import { soundToken } from './forgery.js';

export const access19 = scenario({
  id: 'ACCESS-19',
  title: 'Without a token nothing opens',
  rule: 'A request without an access token MUST be refused with 401 and a Bearer challenge.',
  requirement: 'SEC-01',
  impact: 'critical',
  money: 'An open door to the wallet of every player.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player);

    for (const authorization of [undefined, '', 'Bearer', 'Bearer ']) {
      const answer = await platform.debitRound(debit, { token: null, headers: { authorization } });
      expect(answer).refused(['TOKEN_MISSING', 'TOKEN_INVALID']);
      expect(answer).header('www-authenticate', /^Bearer\b/i);
    }
    await expect.wallet(player, { cash: '100.00' });
    expect(await platform.debitRound(debit)).accepted();
  },
});

export const access20 = scenario({
  id: 'ACCESS-20',
  title: 'The client’s own secret does not stand in for a token',
  rule: 'Operations MUST take Bearer tokens only; Basic credentials MUST be refused with 401.',
  requirement: 'SEC-01',
  money: 'A secret sent with every call is a secret in every log on the way.',
  async run({ platform, given, expect }) {
    const client = await given.client();
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player);
    const headers = { authorization: basicOf(client) };

    expect(await platform.debitRound(debit, { token: null, headers })).refused('TOKEN_MISSING');
    await expect.wallet(player, { cash: '100.00' });
    expect(await platform.debitRound(debit, { as: client })).accepted();
  },
});

export const access21 = scenario({
  id: 'ACCESS-21',
  title: 'A token in the address is not read',
  rule: 'A token in the query or the body MUST NOT be accepted (RFC 6750, 5.3).',
  requirement: 'SEC-01',
  money: 'Addresses end up in logs, histories and referrers, and so would the token.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player);
    const token = await soundToken(stage);
    const path = `/v1/games/rounds/debit?access_token=${token}`;

    expect(await platform.debitRound(debit, { token: null, path })).refused('TOKEN_MISSING');
    const inBody = { ...debit, access_token: token };
    expect(await platform.debitRound(inBody, { token: null })).refused('TOKEN_MISSING');
    await expect.wallet(player, { cash: '100.00' });
    expect(await platform.debitRound(debit, { token })).accepted();
  },
});

export const bearerScenarios = [access19, access20, access21] as const;
