import { basicOf } from '../../../src/client/index.js';
import type { Answer } from '../../../src/harness/answer.js';
import { scenario } from '../../../src/harness/scenario.js';
import { readToken } from './forgery.js';

const GRANT = { grant_type: 'client_credentials' };

export const access26 = scenario({
  id: 'ACCESS-26',
  title: 'A client shows its secret by Basic or in the form',
  rule: 'The token endpoint MUST take the client’s secret by HTTP Basic and in the form.',
  requirement: 'SEC-01',
  money: 'A client that cannot log in cannot pay out wins.',
  async run({ platform, given, expect }) {
    const client = await given.client({ scopes: ['games:read'] });
    const { client_id, client_secret } = client;

    const byBasic = await platform.issueToken(GRANT, { as: client });
    const byForm = await platform.issueToken({ ...GRANT, client_id, client_secret });

    for (const answer of [byBasic, byForm]) {
      const { access_token: token, scope } = expect(answer).accepted({ token_type: 'Bearer' });
      expect.that(scope, 'the scope granted').equals('games:read');
      expect(await platform.listGames({}, { token })).accepted();
    }
  },
});

export const access27 = scenario({
  id: 'ACCESS-27',
  title: 'Two ways to show a secret at once are refused',
  rule: 'A token request that authenticates both ways MUST be refused: invalid_request.',
  requirement: 'SEC-01',
  money: 'Where two identities are sent, whoever logs and whoever decides may read different ones.',
  async run({ platform, given, expect }) {
    const client = await given.client();
    const other = await given.client();
    const { client_id, client_secret } = client;
    const headers = { authorization: basicOf(client) };

    const secrets = { client_id, client_secret };
    const both = await platform.issueToken({ ...GRANT, ...secrets }, { headers });
    expect(both).refused('invalid_request');
    expect(both).status(400);
    const named = { ...GRANT, client_id: other.client_id };
    const another = await platform.issueToken(named, { headers });
    expect(another).refused('invalid_request');
    expect(await platform.issueToken(GRANT, { as: client })).accepted();
  },
});

export const access28 = scenario({
  id: 'ACCESS-28',
  title: 'A wrong secret and an unknown client are refused alike',
  rule: 'A wrong secret MUST be refused with 401, exactly as an unknown client is.',
  requirement: 'SEC-01',
  impact: 'critical',
  money: 'Answers that differ tell an attacker which clients there are to guess the secrets of.',
  async run({ platform, given, expect }) {
    const client = await given.client();
    const guesses = [
      { ...client, client_secret: 'wrong' },
      { ...client, client_secret: `${client.client_secret}x` },
      { ...client, client_secret: '' },
      { ...client, client_id: given.id('c') },
    ];

    const answers = [];
    for (const guess of guesses) answers.push(await platform.issueToken(GRANT, { as: guess }));

    for (const answer of answers) {
      expect(answer).refused('invalid_client');
      expect(answer).status(401);
      expect(answer).header('www-authenticate', /^Basic\b/i);
    }
    const told = answers.map(({ body }) => ({ ...body, trace_id: undefined }));
    for (const body of told) expect.that(body, 'the refusal').equals(told[0]);
    expect(await platform.issueToken(GRANT, { as: client })).accepted();
  },
});

export const access29 = scenario({
  id: 'ACCESS-29',
  title: 'Only client credentials are granted',
  rule: 'Another grant MUST be refused: unsupported_grant_type; none at all: invalid_request.',
  requirement: 'SEC-01',
  money: 'A grant nobody needs is a way in that nobody watches.',
  async run({ platform, expect }) {
    for (const grant of ['password', 'refresh_token', 'CLIENT_CREDENTIALS']) {
      const answer = await platform.issueToken({ grant_type: grant, username: 'a' });
      expect(answer).refused('unsupported_grant_type');
      expect(answer).status(400);
    }
    expect(await platform.issueToken({ scope: 'games:read' })).refused('invalid_request');
    expect(await platform.issueToken(GRANT)).accepted();
  },
});

export const access30 = scenario({
  id: 'ACCESS-30',
  title: 'A scope the client does not have is not granted',
  rule: 'A scope that is unknown or not the client’s MUST be refused: invalid_scope.',
  requirement: 'SEC-02',
  impact: 'critical',
  money: 'A client that can ask for more than it was given has been given everything.',
  async run({ platform, given, expect }) {
    const client = await given.client({ scopes: ['wallets:read'] });
    for (const scope of ['rounds:write', 'wallets:read rounds:write', 'money:print', '*']) {
      const answer = await platform.issueToken({ ...GRANT, scope }, { as: client });
      expect(answer).refused('invalid_scope');
      expect(answer).status(400);
    }
    const own = await platform.issueToken({ ...GRANT, scope: 'wallets:read' }, { as: client });
    expect(own).accepted({ scope: 'wallets:read' });
  },
});

export const access31 = scenario({
  id: 'ACCESS-31',
  title: 'A token has the scopes that were asked for and no others',
  rule: 'A client that asks for fewer scopes MUST be given a token with just those.',
  requirement: 'SEC-02',
  money: 'A token narrowed for a small task must not be able to do the big ones.',
  async run({ platform, given, expect }) {
    const client = await given.client({ scopes: ['wallets:read', 'rounds:write', 'games:read'] });
    const player = await given.player({ balance: '100.00' });

    const narrow = await platform.issueToken({ ...GRANT, scope: 'wallets:read' }, { as: client });
    const whole = await platform.issueToken(GRANT, { as: client });

    const token = expect(narrow).accepted({ scope: 'wallets:read' }).access_token;
    expect.that(readToken(token).claims['scope'], 'the scope claim').equals('wallets:read');
    expect(await platform.getWallet(player, { token })).accepted({ cash: '100.00' });
    expect(await platform.debitRound(given.debit(player), { token })).refused('SCOPE_MISSING');
    const scopes = expect(whole).accepted().scope.split(' ').sort();
    expect.that(scopes, 'all the scopes').equals([...client.scopes].sort());
    await expect.wallet(player, { cash: '100.00' });
  },
});

export const access32 = scenario({
  id: 'ACCESS-32',
  title: 'What holds a secret is never stored on the way',
  rule: 'Answers with a token or a secret MUST say Cache-Control: no-store.',
  requirement: 'SEC-07',
  money: 'A proxy that keeps a token gives it to whoever asks next.',
  async run({ platform, given, expect }) {
    const client = await given.client({ scopes: ['access:write'] });

    const token = await platform.issueToken(GRANT, { as: client });
    const secret = await platform.rotateClientSecret(
      { client_id: client.client_id },
      { as: client },
    );

    for (const answer of [token, secret] as readonly Answer<unknown>[]) {
      expect(answer).accepted();
      expect(answer).header('cache-control', /\bno-store\b/);
    }
  },
});

export const tokenEndpointScenarios = [
  access26,
  access27,
  access28,
  access29,
  access30,
  access31,
  access32,
] as const;
