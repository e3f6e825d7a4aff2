import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadContract } from '../contract/operations.js';
import { buildRequest } from './build.js';

const { operations } = loadContract();

test('path parameters are encoded, the rest of a POST is the body', () => {
  const input = { round_id: 'a/b c', player_id: 'p_1', reason: undefined };
  const built = buildRequest(operations.closeRound, input, { token: 'T' });
  assert.equal(built.method, 'POST');
  assert.equal(built.path, '/v1/games/rounds/a%2Fb%20c/close');
  assert.equal(built.body, '{"player_id":"p_1"}');
  assert.equal(built.headers['authorization'], 'Bearer T');
  assert.equal(built.headers['content-type'], 'application/json');
});

test('a GET sends its declared query parameters and nothing else', () => {
  const input = { player_id: 'p 1', limit: 5, currency: 'EUR' };
  const built = buildRequest(operations.listTransactions, input);
  assert.equal(built.path, '/v1/players/p%201/transactions?limit=5');
  assert.equal(built.body, undefined);
  assert.equal(built.headers['content-type'], undefined);
});

test('a form operation sends a form', () => {
  const built = buildRequest(operations.issueToken, { grant_type: 'x y', scope: 'a&b' });
  assert.equal(built.body, 'grant_type=x+y&scope=a%26b');
  assert.equal(built.headers['content-type'], 'application/x-www-form-urlencoded');
});

test('options replace body, path, method, media type and headers', () => {
  const built = buildRequest(
    operations.debitRound,
    { player_id: 'p' },
    {
      rawBody: '{"a":1,',
      path: '/v1/nowhere',
      method: 'PUT',
      contentType: 'text/plain',
      key: 'k-1',
      headers: { Accept: undefined, 'X-Thing': 'y' },
    },
  );
  assert.deepEqual(built, {
    method: 'PUT',
    path: '/v1/nowhere',
    headers: { 'content-type': 'text/plain', 'idempotency-key': 'k-1', 'x-thing': 'y' },
    body: '{"a":1,',
  });
});
