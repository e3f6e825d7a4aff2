import assert from 'node:assert/strict';
import { createHmac, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { test } from 'node:test';
import { ApiError } from '../../kernel/errors.js';
import { HOUR_MS, MINUTE_MS, SECOND_MS, virtualClock } from '../../kernel/time.js';
import { openStore } from '../../store/store.js';
import { audit, soundJournal } from '../audit/index.js';
import type { Context, Principal } from '../context.js';
import type { Parts } from '../parts.js';
import { access, createClient, createTokens, OAuthError, oauthRefusal } from './index.js';
import { derivedKey } from './model.js';
import {
  getAuthorizationServer,
  getJwks,
  issueToken,
  rotateClientSecret,
  rotateSigningKey,
} from './operations.js';

const ISSUER = 'http://127.0.0.1:4000';
const CLIENT = { clientId: 'studio-one', secret: 's3cret', scopes: ['rounds:write', 'audit:read'] };
const NOBODY: Principal = { clientId: 'anonymous', scopes: new Set() };

const IDS = { requestId: 'req_1', traceId: 'a'.repeat(32) };
const CALL = { ...IDS, operation: 'issueToken', key: undefined, txnId: undefined } as const;

function stage(seed = 'seed') {
  const store = openStore({ migrations: [...audit.tables, ...access.tables] });
  const clock = virtualClock();
  const tokens = createTokens({ issuer: ISSUER, audience: 'tablestakes' });
  const parts = { tokens, journal: soundJournal } as unknown as Parts;
  const as = (client: Principal, authorization?: string): Context => ({
    sql: store.sql,
    clock,
    seed,
    parts,
    partners: { downForMs: () => undefined },
    addresses: { privateAllowed: false, isPublic: () => Promise.resolve(false) },
    effects: { txn: null },
    call: { ...CALL, client, authorization },
  });
  const ctx = as(NOBODY);
  createClient(ctx, CLIENT);
  const advance = (ms: number): void => clock.set(clock.now() + ms);
  const ask = async (token: string) => tokens.principalOf(ctx, `Bearer ${token}`);
  return { as, ctx, tokens, clock, advance, ask };
}

const refusal = (code: string, rule?: string) => (failure: unknown) => {
  assert.ok(failure instanceof ApiError, String(failure));
  assert.equal(failure.code, code);
  if (rule !== undefined) assert.equal(failure.details['rule'], rule);
  return true;
};

const basic = (id: string, secret: string): string =>
  `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

test('a token speaks for its client with the scopes it was given, until it expires', async () => {
  const { ctx, ask, advance } = stage();
  const form = {
    grant_type: 'client_credentials',
    client_id: 'studio-one',
    client_secret: 's3cret',
  };
  const issued = await issueToken(ctx, { ...form, scope: 'rounds:write' });
  assert.deepEqual([issued.token_type, issued.scope], ['Bearer', 'rounds:write']);
  assert.ok(issued.expires_in <= 900);

  const until = issued.expires_in * SECOND_MS + ctx.clock.now();
  const unbounded = { addresses: undefined, rate: undefined, until };
  const expected = { clientId: 'studio-one', scopes: new Set(['rounds:write']), ...unbounded };
  assert.deepEqual(await ask(issued.access_token), expected);
  advance(issued.expires_in * SECOND_MS - 1);
  assert.deepEqual(await ask(issued.access_token), expected);
  advance(1);
  await assert.rejects(ask(issued.access_token), refusal('TOKEN_EXPIRED'));
});

test('a token seen before is answered without a promise, also after a cache of one was full', async () => {
  const { ctx } = stage();
  const tokens = createTokens({ issuer: ISSUER, audience: 'tablestakes', cacheLimit: 1 });
  const wish = { clientId: 'studio-one', scopes: [] };
  const [first, second] = [await tokens.mint(ctx, wish), await tokens.mint(ctx, wish)];
  for (const token of [first, second]) await tokens.principalOf(ctx, `Bearer ${token}`);
  assert.ok(!(tokens.principalOf(ctx, `Bearer ${second}`) instanceof Promise));
  assert.ok(tokens.principalOf(ctx, `Bearer ${first}`) instanceof Promise);
});

const wrongTokens: readonly (readonly [
  name: string,
  wish: Readonly<Record<string, unknown>>,
  code: string,
  rule?: string,
])[] = [
  ['another issuer', { issuer: 'https://evil.example' }, 'TOKEN_INVALID', 'iss'],
  ['another audience', { audience: 'somebody-else' }, 'TOKEN_INVALID', 'aud'],
  ['over', { expiresInS: -1 }, 'TOKEN_EXPIRED'],
  ['over this second', { expiresInS: 0 }, 'TOKEN_EXPIRED'],
  ['not yet valid', { notBeforeInS: 60 }, 'TOKEN_INVALID', 'nbf'],
  ['over and for another audience', { expiresInS: -1, audience: 'x' }, 'TOKEN_INVALID', 'aud'],
  ['a client that is not there', { clientId: 'ghost' }, 'TOKEN_INVALID', 'client_id'],
];

test('a token signed by us with a wrong claim is refused by that claim', async () => {
  const { ctx, tokens, ask } = stage();
  for (const [name, wish, code, rule] of wrongTokens) {
    const token = await tokens.mint(ctx, { clientId: 'studio-one', scopes: [], ...wish });
    await assert.rejects(ask(token), refusal(code, rule), name);
  }
});

test('no token is accepted for longer than fifteen minutes, whatever it says', async () => {
  const { ctx, tokens, ask, advance } = stage();
  const wish = { clientId: 'studio-one', scopes: [], expiresInS: 86_400 };
  const token = await tokens.mint(ctx, wish);
  await ask(token);
  advance(15 * MINUTE_MS);
  await assert.rejects(ask(token), refusal('TOKEN_EXPIRED'));
});

/** Tokens as an attacker builds them from a good one. */
function forgeries(token: string, publicPem: string): readonly (readonly [string, string])[] {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const encode = (value: object): string =>
    Buffer.from(JSON.stringify(value)).toString('base64url');
  const decoded = JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string };
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  const none = encode({ ...decoded, alg: 'none' });
  const hs256 = `${encode({ ...decoded, alg: 'HS256' })}.${payload}`;
  const mac = createHmac('sha256', publicPem).update(hs256).digest('base64url');
  const last = signature.slice(-1) === 'A' ? 'B' : 'A';
  const foreign = createPrivateKey({ key: { ...derivedKey('x', 1, 0).jwk }, format: 'jwk' });
  const signing = { key: foreign, dsaEncoding: 'ieee-p1363' } as const;
  const signed = sign('sha256', Buffer.from(`${header}.${payload}`), signing);
  return [
    ['alg none, no signature', `${none}.${payload}.`],
    ['alg none, old signature', `${none}.${payload}.${signature}`],
    ['HS256 keyed with our public key', `${hs256}.${mac}`],
    ['more scope', `${header}.${encode({ ...claims, scope: 'access:admin' })}.${signature}`],
    ['another kid', `${encode({ ...decoded, kid: 'x' })}.${payload}.${signature}`],
    ['no kid', `${encode({ alg: 'ES256', typ: 'at+jwt' })}.${payload}.${signature}`],
    ['another type', `${encode({ ...decoded, typ: 'JWT' })}.${payload}.${signature}`],
    ['last character changed', `${header}.${payload}.${signature.slice(0, -1)}${last}`],
    ['signature cut', `${header}.${payload}.${signature.slice(0, 40)}`],
    ['no signature', `${header}.${payload}`],
    ['four parts', `${token}.x`],
    ['an embedded key', `${encode({ ...decoded, jwk: {} })}.${payload}.${signature}`],
    ['signed by a foreign key', `${header}.${payload}.${signed.toString('base64url')}`],
    ['not a token', 'abc'],
  ];
}

test('forged tokens are refused: alg none, key confusion, altered claims, loose encodings', async () => {
  const { ctx, tokens, ask } = stage();
  const token = await tokens.mint(ctx, { clientId: 'studio-one', scopes: [] });
  const jwk = getJwks(ctx, {}).keys[0] as object;
  const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
  const pem = key.export({ type: 'spki', format: 'pem' }).toString();
  for (const [name, forged] of forgeries(token, pem)) {
    await assert.rejects(ask(forged), refusal('TOKEN_INVALID'), name);
  }
  assert.equal((await ask(token)).clientId, 'studio-one');
});

test('no header, another scheme and a broken one are told apart', async () => {
  const { ctx, tokens } = stage();
  assert.throws(() => tokens.principalOf(ctx, undefined), refusal('TOKEN_MISSING'));
  const asked = async (header: string) => tokens.principalOf(ctx, header);
  for (const header of ['', 'Basic YTpi', 'Token x', 'Bearerx']) {
    await assert.rejects(asked(header), refusal('TOKEN_MISSING'), header);
  }
  for (const header of ['Bearer', 'Bearer ', 'Bearer a b', 'Bearer é', 'bearer {}']) {
    await assert.rejects(asked(header), refusal('TOKEN_INVALID'), header);
  }
});

test('after a key rotation old and new tokens are both valid, the old ones until they are over', async () => {
  const { ctx, tokens, ask, advance } = stage();
  const wish = { clientId: 'studio-one', scopes: [], expiresInS: 900 };
  const old = await tokens.mint(ctx, wish);
  await ask(old);
  const [firstKid] = getJwks(ctx, {}).keys.map((key) => key.kid);
  const rotated = rotateSigningKey(ctx, {});
  assert.deepEqual(
    rotated.previous.map((key) => key.kid),
    [firstKid],
  );
  assert.deepEqual(
    getJwks(ctx, {}).keys.map((key) => key.kid),
    [rotated.kid, firstKid],
  );

  const young = await tokens.mint(ctx, wish);
  advance(900 * SECOND_MS - 1);
  assert.deepEqual(
    [(await ask(old)).clientId, (await ask(young)).clientId],
    Array(2).fill('studio-one'),
  );
  advance(1);
  assert.deepEqual(
    getJwks(ctx, {}).keys.map((key) => key.kid),
    [rotated.kid],
  );
  await assert.rejects(ask(old), refusal('TOKEN_INVALID', 'kid'));
  assert.equal((await ask(await tokens.mint(ctx, wish))).clientId, 'studio-one');
});

test('the same seed has the same keys, another seed others', () => {
  const kidOf = (seed: string) => getJwks(stage(seed).ctx, {}).keys[0];
  assert.deepEqual(kidOf('one'), kidOf('one'));
  assert.notDeepEqual(kidOf('one'), kidOf('two'));
  for (let at = 0; at < 50; at += 1)
    assert.match(derivedKey(`seed ${at}`, 1, 0).kid, /^[\w-]{43}$/);
});

test('after a secret rotation both secrets are valid for a day, then only the new one', async () => {
  const { as, ctx, advance } = stage();
  const admin = as({ clientId: 'operator', scopes: new Set(['access:write', 'access:admin']) });
  const rotated = rotateClientSecret(admin, { client_id: 'studio-one' });
  const grant = { grant_type: 'client_credentials', client_id: 'studio-one' };
  const issue = (secret: string) => issueToken(ctx, { ...grant, client_secret: secret });
  await issue('s3cret');
  await issue(rotated.client_secret);
  advance(24 * HOUR_MS);
  await assert.rejects(issue('s3cret'), refusal('TOKEN_INVALID'));
  await issue(rotated.client_secret);
});

test('a client rotates only its own secret unless it administers access', () => {
  const { as } = stage();
  const write = new Set(['access:write']);
  const own = as({ clientId: 'studio-one', scopes: write });
  assert.equal(rotateClientSecret(own, { client_id: 'studio-one' }).client_id, 'studio-one');
  assert.throws(() => rotateClientSecret(own, { client_id: 'other' }), refusal('NOT_YOURS'));
  const admin = as({ clientId: 'x', scopes: new Set(['access:admin']) });
  assert.throws(
    () => rotateClientSecret(admin, { client_id: 'other' }),
    refusal('CLIENT_NOT_FOUND'),
  );
});

const GRANT = { grant_type: 'client_credentials' };
const FORM = { ...GRANT, client_id: 'studio-one', client_secret: 's3cret' };

const wrongRequests: readonly (readonly [
  name: string,
  authorization: string | undefined,
  form: Readonly<Record<string, unknown>>,
  oauthCode: string,
])[] = [
  ['no credentials', undefined, GRANT, 'invalid_client'],
  ['no secret', undefined, { ...GRANT, client_id: 'studio-one' }, 'invalid_client'],
  ['an unknown client', undefined, { ...FORM, client_id: 'ghost' }, 'invalid_client'],
  ['a wrong secret', undefined, { ...FORM, client_secret: 'no' }, 'invalid_client'],
  ['a wrong secret in Basic', basic('studio-one', 'no'), GRANT, 'invalid_client'],
  ['Bearer for Basic', 'Bearer abc', GRANT, 'invalid_client'],
  ['Basic without base64', 'Basic ***', GRANT, 'invalid_client'],
  ['Basic without a colon', 'Basic YWJj', GRANT, 'invalid_client'],
  ['Basic with broken encoding', basic('studio-one', '%zz'), GRANT, 'invalid_client'],
  ['both ways', basic('studio-one', 's3cret'), FORM, 'invalid_request'],
  ['two clients', basic('studio-one', 's3cret'), { ...GRANT, client_id: 'b' }, 'invalid_request'],
  ['no grant type', undefined, { ...FORM, grant_type: '' }, 'invalid_request'],
  ['a repeated parameter', undefined, { ...FORM, scope: ['a', 'b'] }, 'invalid_request'],
  ['another grant', undefined, { ...FORM, grant_type: 'password' }, 'unsupported_grant_type'],
  ['a scope it has not', undefined, { ...FORM, scope: 'access:admin' }, 'invalid_scope'],
  ['a broken scope', undefined, { ...FORM, scope: 'a  b' }, 'invalid_scope'],
];

test('the token endpoint refuses as RFC 6749 says', async () => {
  const { as } = stage();
  for (const [name, authorization, form, oauthCode] of wrongRequests) {
    await assert.rejects(issueToken(as(NOBODY, authorization), form), (failure: unknown) => {
      assert.ok(failure instanceof OAuthError, name);
      assert.equal(failure.oauthCode, oauthCode, name);
      const { text, headers } = oauthRefusal(failure, 'trace');
      assert.equal((JSON.parse(text) as { error: string }).error, oauthCode);
      assert.equal('WWW-Authenticate' in headers, oauthCode === 'invalid_client', name);
      return true;
    });
  }
});

test('Basic credentials are form-decoded, and all scopes are granted when none is asked for', async () => {
  const { as, ctx } = stage();
  createClient(ctx, { clientId: 'a:b', secret: 'p+ä %', scopes: ['x:read', 'y:read'] });
  const encoded = basic(encodeURIComponent('a:b'), encodeURIComponent('p+ä %'));
  const issued = await issueToken(as(NOBODY, encoded), GRANT);
  assert.equal(issued.scope, 'x:read y:read');
});

test('the metadata names the issuer, its endpoints and the scopes there are', () => {
  const metadata = getAuthorizationServer(stage().ctx, {});
  const { token_endpoint, jwks_uri } = metadata;
  assert.deepEqual(
    [token_endpoint, jwks_uri],
    [`${ISSUER}/oauth/token`, `${ISSUER}/.well-known/jwks.json`],
  );
  assert.deepEqual(metadata.scopes_supported, ['audit:read', 'rounds:write']);
});
