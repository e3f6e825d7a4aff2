import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readTarget } from '../target.js';
import { paceOf } from './pace.js';

const FILE = fileURLToPath(
  new URL('../../../../fixtures/targets/every-member.yaml', import.meta.url),
);

test('a target file may use every member there is', () => {
  const secrets = { WALLET_TOKEN: 'a-token', WALLET_SECRET: '6b6579', OPERATOR_SECRET: 'o-secret' };
  const { wire, concurrency, profile } = readTarget(FILE, secrets);
  assert.ok(wire);
  assert.deepEqual([profile, concurrency], ['wallet-core', 4]);
  assert.deepEqual([wire.maxStake, wire.maxWin], ['100.00', '500.00']);
  assert.deepEqual(wire.limits, { rps: 20, settleMs: 500 });
  assert.deepEqual(wire.ids, { format: 'number', start: 1000 });
  assert.equal(wire.knobs.rollback_unknown, 'parked');
  assert.deepEqual([...wire.secrets].sort(), ['6b6579', 'a-token', 'o-secret']);
  assert.deepEqual(
    wire.players.map(({ player_id: id, currency, status }) => [id, currency, status]),
    [
      ['p1', 'EUR', 'active'],
      ['p2', 'USD', 'blocked'],
    ],
  );
});

test('requests begin no faster than the pace, in their order', async () => {
  const pace = paceOf(100);
  const startedMs = performance.now();
  const order: number[] = [];
  await Promise.all([1, 2, 3, 4, 5].map(async (nth) => pace().then(() => order.push(nth))));
  assert.ok(performance.now() - startedMs >= 35); // four gaps of 10 ms; timers may be a hair early
  assert.deepEqual(order, [1, 2, 3, 4, 5]);
});
