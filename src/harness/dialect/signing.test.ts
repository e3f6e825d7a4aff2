import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { test } from 'node:test';
import { signedRequest, unknownPlaceholders } from './signing.js';
import type { SigningRecipe } from './signing.js';

const REQUEST = { method: 'POST', path: '/play?x=1', headers: {}, body: '{"a":"é"}' };
const MOMENT = { nowMs: 1_700_000_000_500, nonce: 'n-1' };

const RECIPE = {
  alg: 'hmac-sha256',
  secret: 'key',
  secretEncoding: 'text',
  encoding: 'hex',
  prefix: '',
  over: '{body}',
} as const;

const stage = (over: Partial<SigningRecipe>): Readonly<Record<string, string>> =>
  signedRequest({ ...RECIPE, header: 'X-Sign', ...over }, REQUEST, MOMENT).headers;

test('the raw bytes of the body are signed', () => {
  const expected = createHmac('sha256', 'key').update(Buffer.from(REQUEST.body)).digest('hex');
  assert.deepEqual(stage({}), { 'x-sign': expected });
  const bytes = Buffer.from([0xff, 0x00]);
  const recipe = { alg: 'hmac-sha256', secret: 'key', secretEncoding: 'text' } as const;
  const rest = { header: 'h', encoding: 'hex', prefix: '', over: '{body}' } as const;
  const { headers } = signedRequest({ ...recipe, ...rest }, { ...REQUEST, body: bytes }, MOMENT);
  assert.equal(headers['h'], createHmac('sha256', 'key').update(bytes).digest('hex'));
});

test('method, path, time and nonce are signed where the recipe names them', () => {
  const signed = stage({
    over: '{method}\n{path}\n{timestamp}.{nonce}.{body}',
    prefix: 'sha256=',
    encoding: 'base64',
    timestamp: { header: 'X-Time', unit: 's' },
    nonce: { header: 'X-Nonce' },
  });
  const text = `POST\n/play?x=1\n1700000000.n-1.${REQUEST.body}`;
  assert.deepEqual(signed, {
    'x-sign': `sha256=${createHmac('sha256', 'key').update(text).digest('base64')}`,
    'x-time': '1700000000',
    'x-nonce': 'n-1',
  });
});

test('a plain digest covers the secret, and a secret may be hex', () => {
  const digest = createHash('md5').update(`${REQUEST.body}key`).digest('hex');
  assert.equal(stage({ alg: 'md5', over: '{body}{secret}' })['x-sign'], digest);
  const hex = stage({ alg: 'hmac-sha512', secret: '6b6579', secretEncoding: 'hex' })['x-sign'];
  assert.equal(hex, createHmac('sha512', 'key').update(REQUEST.body).digest('hex'));
});

test('a signature in the query is appended to what was signed without it', () => {
  const expected = createHmac('sha256', 'key').update('/play?x=1 x=1').digest('base64');
  const recipe = { ...RECIPE, query: 'hash', encoding: 'base64', over: '{path} {query}' } as const;
  const signed = signedRequest(recipe, REQUEST, MOMENT);
  assert.equal(signed.path, `/play?x=1&hash=${encodeURIComponent(expected)}`);
  assert.deepEqual(signed.headers, {});
  const bare = signedRequest({ ...recipe, over: '<{query}>' }, { ...REQUEST, path: '/p' }, MOMENT);
  const alone = createHmac('sha256', 'key').update('<>').digest('base64');
  assert.equal(bare.path, `/p?hash=${encodeURIComponent(alone)}`);
});

test('a placeholder that nobody fills is told, other braces are text', () => {
  assert.deepEqual(unknownPlaceholders('{url}?{query}{Body}'), ['{url}', '{Body}']);
  assert.deepEqual(unknownPlaceholders('{"a": {body}}{ }'), []);
});
