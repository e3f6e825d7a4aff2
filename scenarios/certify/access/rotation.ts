import type { ClientHandle } from '../../../src/client/index.js';
import { scenario } from '../../../src/harness/scenario.js';
import { readToken, soundToken } from './forgery.js';

const GRANT = { grant_type: 'client_credentials' };
const named = ({ client_id }: ClientHandle) => ({ client_id });
const keyOf = (token: string): unknown => readToken(token).header['kid'];

export const access12 = scenario({
  id: 'ACCESS-12',
  title: 'Tokens in use outlive the rotation of the signing key',
  rule: 'After a key rotation new tokens MUST carry the new key and old tokens MUST still work.',
  requirement: 'SEC-04',
  impact: 'critical',
  money: 'A rotation that logs everybody out stops every game until all have new tokens.',
  exclusive: true,
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const old = await soundToken(stage);

    const rotation = expect(await platform.rotateSigningKey()).accepted();
    const debit = given.debit(player, { amount: '10.00' });
    expect(await platform.debitRound(debit, { token: old })).accepted({ balance: '90.00' });
    const renewed = await soundToken(stage);
    const more = given.debit(player, { amount: '10.00' });
    expect(await platform.debitRound(more, { token: renewed })).accepted({ balance: '80.00' });

    expect.that(rotation.kid, 'the new key').differsFrom(keyOf(old));
    expect.that(keyOf(renewed), 'the key of a new token').equals(rotation.kid);
    const accepted = rotation.previous.map(({ kid }) => kid);
    expect.that(accepted.includes(String(keyOf(old))), 'the old key is accepted').isTrue();
    const { keys } = expect(await platform.getJwks()).accepted();
    const published = keys.map(({ kid }) => kid);
    expect.that(published.includes(rotation.kid), 'the new key is published').isTrue();
    expect.that(published.includes(String(keyOf(old))), 'the old key is published').isTrue();
  },
});

export const access13 = scenario({
  id: 'ACCESS-13',
  title: 'A rotated key serves out its last token and no longer',
  rule: 'Tokens of the old key MUST live to their end; after the overlap the key MUST be gone.',
  requirement: 'SEC-04',
  impact: 'critical',
  money: 'A stolen key that stays accepted after its rotation was not rotated.',
  needs: ['clock'],
  exclusive: true,
  async run(stage) {
    const { platform, given, expect, control } = stage;
    const player = await given.player({ balance: '100.00' });
    const grant = expect(await platform.issueToken(GRANT)).accepted();
    const token = grant.access_token;
    const rotation = expect(await platform.rotateSigningKey()).accepted();
    const ended = rotation.previous.find(({ kid }) => kid === keyOf(token));

    await control.advance((grant.expires_in - 1) * 1_000);
    expect(await platform.debitRound(given.debit(player), { token })).accepted();
    await control.setClock(String(ended?.accepted_until));
    const late = await platform.debitRound(given.debit(player), { token });
    expect(late).refused(['TOKEN_INVALID', 'TOKEN_EXPIRED']);

    const { keys } = expect(await platform.getJwks()).accepted();
    expect.that(keys.map(({ kid }) => kid).includes(String(keyOf(token))), 'the old key').isFalse();
    const renewed = await soundToken(stage);
    expect.that(keyOf(renewed), 'the key of a new token').equals(rotation.kid);
    expect(await platform.debitRound(given.debit(player), { token: renewed })).accepted();
    await expect.wallet(player, { cash: '80.00' });
  },
});

export const access14 = scenario({
  id: 'ACCESS-14',
  title: 'A rotated secret opens nothing after the overlap',
  rule: 'After the overlap the old client secret MUST be refused and the new one accepted.',
  requirement: 'SEC-04',
  impact: 'critical',
  money: 'A secret that leaked goes on opening the door after everybody believes it is changed.',
  needs: ['clock'],
  exclusive: true,
  async run({ platform, given, expect, control }) {
    const client = await given.client({ scopes: ['access:write', 'games:read'] });
    const rotation = expect(
      await platform.rotateClientSecret(named(client), { as: client }),
    ).accepted();
    const renewed = { ...client, client_secret: rotation.client_secret };
    expect(await platform.issueToken(GRANT, { as: client })).accepted();

    await control.setClock(rotation.previous_accepted_until);

    const late = await platform.issueToken(GRANT, { as: client });
    expect(late).refused('invalid_client');
    expect(late).status(401);
    expect(await platform.issueToken(GRANT, { as: renewed })).accepted();
    expect(await platform.listGames({}, { as: renewed })).accepted();
  },
});

export const access15 = scenario({
  id: 'ACCESS-15',
  title: 'Old and new secret both work while they overlap',
  rule: 'During the overlap both the old and the new client secret MUST be accepted.',
  requirement: 'SEC-04',
  money: 'A rotation without an overlap takes every instance down that has the old secret.',
  async run({ platform, given, expect }) {
    const client = await given.client({ scopes: ['access:write', 'games:read'] });
    const rotation = expect(
      await platform.rotateClientSecret(named(client), { as: client }),
    ).accepted();
    const renewed = { ...client, client_secret: rotation.client_secret };

    expect.that(rotation.client_secret, 'the new secret').differsFrom(client.client_secret);
    for (const as of [client, renewed]) {
      const { access_token: token } = expect(await platform.issueToken(GRANT, { as })).accepted();
      expect(await platform.listGames({}, { token })).accepted();
    }
    const wrong = { ...client, client_secret: `${rotation.client_secret}x` };
    expect(await platform.issueToken(GRANT, { as: wrong })).refused('invalid_client');
  },
});

export const access38 = scenario({
  id: 'ACCESS-38',
  title: 'A secret is told once and written down nowhere',
  rule: 'A new client secret MUST NOT appear in the audit log or in recorded traffic.',
  requirement: 'SEC-07',
  impact: 'critical',
  money: 'A secret in a log is known to everybody who may read logs.',
  needs: ['exchanges'],
  async run({ platform, given, expect, control }) {
    const client = await given.client({ scopes: ['access:write'] });
    const rotation = expect(
      await platform.rotateClientSecret(named(client), { as: client }),
    ).accepted();
    const secret = rotation.client_secret;
    const grant = expect(await platform.issueToken(GRANT, { as: client })).accepted();

    const log = await platform.exportAudit();
    expect(log).accepted();
    const told = JSON.stringify([
      ...(await control.exchanges({ operation: 'rotateClientSecret', limit: 50 })),
      ...(await control.exchanges({ operation: 'issueToken', limit: 50 })),
    ]);
    const mentions = (text: string): readonly string[] =>
      [secret, client.client_secret, grant.access_token].filter((part) => text.includes(part));

    expect.that(log.text.includes(client.client_id), 'the rotation is in the log').isTrue();
    expect.that(told.includes('"operation":"issueToken"'), 'the traffic is recorded').isTrue();
    expect.that(mentions(log.text), 'the secrets in the audit log').isEmpty();
    expect.that(mentions(told), 'the secrets in the recorded traffic').isEmpty();
  },
});

export const rotationScenarios = [access12, access13, access14, access15, access38] as const;
