import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { test } from 'node:test';
import { signatureOf } from './signing.js';
import type { SigningRecipe } from './signing.js';

const REQUEST = { method: 'POST', path: '/play?x=1', headers: {}, body: '{"a":"é"}' };
const MOMENT = { nowMs: 1_700_000_000_500, nonce: 'n-1' };

const stage = (over: Partial<SigningRecipe>): Record<string, string> =>
  signatureOf(
    {
      alg: 'hmac-sha256',
      secret: 'key',
      secretEncoding: 'text',
      header: 'X-Sign',
      encoding: 'hex',
      prefix: '',
      over: '{body}',
      ...over,
    },
    REQUEST,
    MOMENT,
  );

test('the raw bytes of the body are signed', () => {
  const expected = createHmac('sha256', 'key').update(Buffer.from(REQUEST.body)).digest('hex');
  assert.deepEqual(stage({}), { 'x-sign': expected });
  const bytes = Buffer.from([0xff, 0x00]);
  const recipe = { alg: 'hmac-sha256', secret: 'key', secretEncoding: 'text' } as const;
  const rest = { header: 'h', encoding: 'hex', prefix: '', over: '{body}' } as const;
  const signed = signatureOf({ ...recipe, ...rest }, { ...REQUEST, body: bytes }, MOMENT);
  assert.equal(signed['h'], createHmac('sha256', 'key').update(bytes).digest('hex'));
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
