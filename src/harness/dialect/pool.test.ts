import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Untestable } from '../failures.js';
import { openPool } from './pool.js';
import type { PooledPlayer } from './pool.js';

const WANTED = { currency: 'EUR', status: 'active' };

const stage = (count: number) =>
  openPool(
    Array.from({ length: count }, (_, nth): PooledPlayer => ({ player_id: `p${nth}`, ...WANTED })),
    'EUR',
  );

const settled = async (promise: Promise<unknown>): Promise<boolean> => {
  let isSettled = false;
  void promise.then(() => (isSettled = true));
  await new Promise((resolve) => setImmediate(resolve));
  return isSettled;
};

test('one player serves one check at a time, the next in turn', async () => {
  const pool = stage(1);
  const first = await pool.lend('A', WANTED);
  const second = pool.lend('B', WANTED);
  assert.equal(await settled(second), false);
  pool.giveBack('A');
  assert.equal((await second).player_id, first.player_id);
});

test('checks that need several do not wait for each other for ever', async () => {
  const pool = stage(4);
  const done: string[] = [];
  const check = async (name: string): Promise<void> => {
    for (let held = 0; held < 4; held += 1) await pool.lend(name, WANTED);
    done.push(name);
    pool.giveBack(name);
  };
  await Promise.all(['A', 'B', 'C'].map(check));
  assert.deepEqual(done.sort(), ['A', 'B', 'C']);
});

test('what the pool never has is said to be untestable, not waited for', async () => {
  const pool = stage(2);
  await pool.lend('A', WANTED);
  await pool.lend('A', WANTED);
  await assert.rejects(pool.lend('A', WANTED), Untestable);
  await assert.rejects(pool.lend('B', { ...WANTED, currency: 'JPY' }), /hold JPY/);
  await assert.rejects(pool.lend('B', { ...WANTED, status: 'blocked' }), /are blocked/);
});

test('a retired player is lent no more', async () => {
  const pool = stage(1);
  pool.retire(await pool.lend('A', WANTED));
  pool.giveBack('A');
  await assert.rejects(pool.lend('B', WANTED), Untestable);
});
