import { loadContract } from '../../../src/contract/operations.js';
import { scenario } from '../../../src/harness/scenario.js';

const PUBLIC_MEMBERS = ['kty', 'kid', 'alg', 'use', 'crv', 'x', 'y', 'key_ops', 'x5c', 'x5t'];

export const access33 = scenario({
  id: 'ACCESS-33',
  title: 'The metadata say what is so',
  rule: 'The authorization server metadata MUST name what the platform really does (RFC 8414).',
  requirement: 'SEC-01',
  money: 'Clients set themselves up by this page; where it is wrong, they are locked out.',
  async run({ platform, expect }) {
    const facts = expect(await platform.getAuthorizationServer()).accepted();
    const { issuer, token_endpoint: tokens, jwks_uri: keys } = facts;
    const needed = Object.values(loadContract().operations).flatMap(({ scope }) => scope ?? []);

    expect.that(new URL(tokens).pathname.endsWith('/oauth/token'), 'its token address').isTrue();
    expect.that(new URL(keys).pathname.endsWith('/jwks.json'), 'its key address').isTrue();
    for (const address of [tokens, keys]) {
      expect.that(address.startsWith(`${issuer}/`), `${address} is the issuer’s`).isTrue();
    }
    expect.that(facts.grant_types_supported, 'the grants').equals(['client_credentials']);
    const ways = [...facts.token_endpoint_auth_methods_supported].sort();
    expect.that(ways, 'the ways in').equals(['client_secret_basic', 'client_secret_post']);
    const missing = needed.filter((scope) => !facts.scopes_supported.includes(scope));
    expect.that(missing, 'the scopes that are needed and not named').isEmpty();
    expect(await platform.issueToken({ grant_type: 'client_credentials' })).accepted();
  },
});

export const access34 = scenario({
  id: 'ACCESS-34',
  title: 'The published keys are public and for ES256',
  rule: 'The JWKS MUST show public signing keys only, of an asymmetric algorithm.',
  requirement: 'SEC-01',
  impact: 'critical',
  money: 'Whoever reads a private key out of the key page signs tokens for everybody.',
  async run({ platform, expect }) {
    const { keys } = expect(await platform.getJwks({}, { token: null })).accepted();

    expect.that(keys.length, 'the number of keys').isAtLeast(1);
    expect.that(new Set(keys.map(({ kid }) => kid)).size, 'different kids').equals(keys.length);
    for (const key of keys) {
      const wanted = { kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' };
      expect.that(key, 'a published key').includes(wanted);
      const extra = Object.keys(key).filter((name) => !PUBLIC_MEMBERS.includes(name));
      expect.that(extra, 'the members that are not public').isEmpty();
    }
  },
});

export const discoveryScenarios = [access33, access34] as const;
