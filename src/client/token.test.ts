import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WireRequest } from './build.js';
import type { Sender } from './send.js';
import { tokenSource, TokenRefused } from './token.js';

const CLIENT = { client_id: 'c:1', client_secret: 's 1', scopes: [] };

function stage(status: number, expiresInS = 900): { sender: Sender; asked: WireRequest[] } {
  const asked: WireRequest[] = [];
  const sender: Sender = {
    baseUrl: 'http://target',
    send(request) {
      asked.push(request);
      const text = JSON.stringify({ access_token: `T${asked.length}`, expires_in: expiresInS });
      return Promise.resolve({ kind: 'received', status, headers: {}, text, ms: 1 });
    },
    close: () => Promise.resolve(),
  };
  return { sender, asked };
}

test('a token is asked for once, by Basic with both parts encoded', async () => {
  const { sender, asked } = stage(200);
  const tokens = tokenSource(sender);
  assert.deepEqual(await Promise.all([tokens.of(CLIENT), tokens.of(CLIENT)]), ['T1', 'T1']);
  const expected = `Basic ${Buffer.from('c%3A1:s%201').toString('base64')}`;
  assert.deepEqual(
    asked.map(({ headers }) => headers['authorization']),
    [expected],
  );
});

test('a forgotten or an expired token is asked for again', async () => {
  const fresh = tokenSource(stage(200).sender);
  assert.equal(await fresh.of(CLIENT), 'T1');
  fresh.forget('c:1');
  assert.equal(await fresh.of(CLIENT), 'T2');
  const expired = tokenSource(stage(200, 0).sender);
  assert.equal(await expired.of(CLIENT), 'T1');
  assert.equal(await expired.of(CLIENT), 'T2');
});

test('no token is said so, and the next call asks anew', async () => {
  const { sender, asked } = stage(401);
  const tokens = tokenSource(sender);
  await assert.rejects(tokens.of(CLIENT), TokenRefused);
  await assert.rejects(tokens.of(CLIENT), TokenRefused);
  assert.equal(asked.length, 2);
});
