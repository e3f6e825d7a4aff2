import assert from 'node:assert/strict';
import { test } from 'node:test';
import { validateLiveMessage, validateLiveRequest } from './live.js';

const TIME = { server_time: '2026-01-01T00:00:00.000Z' };
const BALANCE = { seq: 1, channel: 'balance:p1', ...TIME };
const WALLET = { player_id: 'p1', currency: 'EUR', cash: '1.00', bonus: '0.00', held: '0.00' };
const rulesOf = (found: readonly { field: string; rule: string }[]): readonly string[] =>
  found.map(({ field, rule }) => `${field} ${rule}`);

test('a message is held to what its channel and type promise', () => {
  const data = { ...WALLET, held_in_play: '0.00' };
  const sound: readonly object[] = [
    { ...BALANCE, type: 'snapshot', data },
    { ...BALANCE, type: 'update', previous_seq: 0, data },
    { ...BALANCE, type: 'subscribed', data: {} },
    { ...BALANCE, channel: 'horoscope:p1', type: 'update', previous_seq: 0, data: {} },
    { seq: 1, channel: null, type: 'pong', client_time: 'x', data: {}, ...TIME },
  ];
  for (const message of sound) assert.deepEqual(validateLiveMessage(message), []);
  const broken: readonly (readonly [object, string])[] = [
    [{ ...BALANCE, type: 'snapshot', data: WALLET }, 'data.held_in_play required'],
    [{ ...BALANCE, type: 'snapshot', data: { ...data, cash: 1 } }, 'data.cash type'],
    [{ ...BALANCE, type: 'update', data }, 'previous_seq required'],
    [{ ...BALANCE, type: 'whatever', data }, 'type pattern'],
    [{ ...BALANCE, type: 'error', data: {} }, 'data.error required'],
    [{ channel: null, type: 'pong', data: {}, ...TIME }, 'seq required'],
    [
      { ...BALANCE, channel: 'rounds:p1', type: 'round.debited', previous_seq: 0, data: {} },
      'data.player_id required',
    ],
  ];
  for (const [message, rule] of broken) {
    const found = rulesOf(validateLiveMessage(message));
    assert.ok(found.includes(rule), `${rule} in ${found.join()}`);
  }
});

test('a request is held to its op', () => {
  const channels = ['balance:p1'];
  assert.deepEqual(validateLiveRequest({ op: 'subscribe', channels, from_seq: 3, more: 1 }), []);
  assert.deepEqual(validateLiveRequest({ op: 'ping', client_time: 'x' }), []);
  assert.deepEqual(rulesOf(validateLiveRequest({ op: 'subscribe' })), ['channels required']);
  assert.deepEqual(rulesOf(validateLiveRequest({ op: 'ping' })), ['client_time required']);
  assert.deepEqual(rulesOf(validateLiveRequest({ op: 'dance' })), ['op enum']);
});
