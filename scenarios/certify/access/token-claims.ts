import { createPublicKey, verify } from 'node:crypto';
import { scenario } from '../../../src/harness/scenario.js';
import { expectRefused, readToken, soundToken } from './forgery.js';

const FIFTEEN_MINUTES_S = 900;

export const access03 = scenario({
  id: 'ACCESS-03',
  title: 'A token of another issuer is refused',
  rule: 'A token whose issuer is not the platform MUST be refused, even if its signature holds.',
  requirement: 'SEC-01',
  impact: 'critical',
  money: 'A token of the test system would move money in the live one.',
  needs: ['mint'],
  async run(stage) {
    const foreign = await stage.given.token({ issuer: 'https://issuer.invalid' });
    const own = await stage.given.token();

    await expectRefused(stage, 'TOKEN_INVALID', () => [foreign]);
    stage.expect(await stage.platform.listGames({}, { token: own })).accepted();
  },
});

export const access04 = scenario({
  id: 'ACCESS-04',
  title: 'A token meant for another service is refused',
  rule: 'A token whose audience is not this platform MUST be refused, even if its signature holds.',
  requirement: 'SEC-01',
  impact: 'critical',
  money: 'A token given to a reporting tool would take stakes.',
  needs: ['mint'],
  async run(stage) {
    const foreign = await stage.given.token({ audience: 'another-service' });
    const own = await stage.given.token();

    await expectRefused(stage, 'TOKEN_INVALID', () => [foreign]);
    stage.expect(await stage.platform.listGames({}, { token: own })).accepted();
  },
});

export const access05 = scenario({
  id: 'ACCESS-05',
  title: 'An expired token is refused',
  rule: 'A token past its expiry MUST be refused with TOKEN_EXPIRED.',
  requirement: 'SEC-01',
  impact: 'critical',
  money: 'A token that leaked once would move money for ever.',
  needs: ['mint'],
  async run(stage) {
    const expired = [
      await stage.given.token({ expires_in: -1 }),
      await stage.given.token({ expires_in: -86_400 }),
    ];
    await expectRefused(stage, 'TOKEN_EXPIRED', () => expired);
  },
});

export const access06 = scenario({
  id: 'ACCESS-06',
  title: 'A token is refused before its not-before',
  rule: 'A token that is not valid yet MUST be refused.',
  requirement: 'SEC-01',
  impact: 'critical',
  money: 'A token made for tomorrow’s shift would move money today.',
  needs: ['mint'],
  async run(stage) {
    const early = await stage.given.token({ not_before_in: 300 });

    await expectRefused(stage, 'TOKEN_INVALID', () => [early]);
  },
});

export const access18 = scenario({
  id: 'ACCESS-18',
  title: 'A JWT that is no access token is refused',
  rule: 'A JWT of another type than at+jwt SHOULD be refused (RFC 9068, 4).',
  requirement: 'SEC-01',
  level: 'SHOULD',
  money: 'An id token, made to show who somebody is, would move money.',
  needs: ['mint'],
  async run(stage) {
    const other = [await stage.given.token({ type: 'JWT' }), await stage.given.token({ type: '' })];

    await expectRefused(stage, 'TOKEN_INVALID', () => other);
  },
});

export const access22 = scenario({
  id: 'ACCESS-22',
  title: 'A token lives fifteen minutes at most',
  rule: 'An access token MUST live at most 15 minutes, and as long as its answer says.',
  requirement: 'SEC-01',
  money: 'The life of a token is how long a leak goes on costing.',
  async run(stage) {
    const { platform, expect } = stage;
    const grant = expect(
      await platform.issueToken({ grant_type: 'client_credentials' }),
    ).accepted();
    const { claims } = readToken(grant.access_token);
    const lifeS = Number(claims['exp']) - Number(claims['iat']);

    expect.that(lifeS, 'the life of the token in seconds').isAtMost(FIFTEEN_MINUTES_S);
    expect.that(lifeS, 'the life of the token in seconds').equals(grant.expires_in);
    expect(await platform.listGames({}, { token: grant.access_token })).accepted();
  },
});

export const access23 = scenario({
  id: 'ACCESS-23',
  title: 'A token dies when its life is over',
  rule: 'A token MUST be accepted to the last second of its life and refused from then on.',
  requirement: 'SEC-01',
  impact: 'critical',
  money: 'What was once verified and is remembered too long is a token without an end.',
  needs: ['clock'],
  exclusive: true,
  async run({ platform, given, expect, control }) {
    const player = await given.player({ balance: '100.00' });
    const grant = expect(
      await platform.issueToken({ grant_type: 'client_credentials' }),
    ).accepted();
    const token = grant.access_token;

    expect(await platform.debitRound(given.debit(player), { token })).accepted();
    await control.advance((grant.expires_in - 1) * 1_000);
    expect(await platform.debitRound(given.debit(player), { token })).accepted();
    await control.advance(1_000);
    expect(await platform.debitRound(given.debit(player), { token })).refused('TOKEN_EXPIRED');
    await expect.wallet(player, { cash: '80.00' });
  },
});

export const access36 = scenario({
  id: 'ACCESS-36',
  title: 'A token is what the published keys and metadata say',
  rule: 'A token MUST be a JWT signed with an asymmetric key that the platform publishes.',
  requirement: 'SEC-01',
  money: 'Partners that cannot verify a token by themselves trust whatever they are shown.',
  async run(stage) {
    const { platform, expect } = stage;
    const token = await soundToken(stage);
    const { header, claims, signature } = readToken(token);
    const { keys } = expect(await platform.getJwks()).accepted();
    const { issuer } = expect(await platform.getAuthorizationServer()).accepted();
    const jwk = keys.find(({ kid }) => kid === header['kid']);

    expect.that(header, 'the header of the token').includes({ alg: 'ES256', typ: 'at+jwt' });
    expect.that(jwk?.kid, 'the published key of the token').equals(header['kid']);
    expect.that(claims['iss'], 'the issuer of the token').equals(issuer);
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    const input = Buffer.from(token.slice(0, token.lastIndexOf('.')));
    const holds = verify(
      'sha256',
      input,
      { key, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    );
    expect.that(holds, 'the signature under the published key').isTrue();
  },
});

export const tokenClaimScenarios = [
  access03,
  access04,
  access05,
  access06,
  access18,
  access22,
  access23,
  access36,
] as const;
