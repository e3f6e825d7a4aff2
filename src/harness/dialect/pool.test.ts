import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Untestable } from '../failures.js';
import { openPool } from './pool.js';
import type { PooledPlayer } from './pool.js';

const KIND = { currency: 'EUR', status: 'active' };
const WANTED = { ...KIND, count: 1 };

const stage = (count: number) =>
  openPool(
    Array.from({ length: count }, (_, nth): PooledPlayer => ({ player_id: `p${nth}`, ...KIND })),
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
  const check = async (name: string, count: number): Promise<void> => {
    const own = new Set<PooledPlayer>();
    for (let nth = 0; nth < count; nth += 1) own.add(await pool.lend(name, { ...KIND, count }));
    assert.equal(own.size, count);
    await new Promise((resolve) => setImmediate(resolve));
    done.push(name);
    pool.giveBack(name);
  };
  await Promise.all([check('A', 3), check('B', 4), check('C', 1), check('D', 2), check('E', 1)]);
  assert.deepEqual([...done].sort(), ['A', 'B', 'C', 'D', 'E']);
});

test('a check may ask for all its players at once', async () => {
  const pool = stage(4);
  await pool.lend('A', WANTED);
  const wish = { ...KIND, count: 3 };
  const all = Promise.all([pool.lend('B', wish), pool.lend('B', wish), pool.lend('B', wish)]);
  pool.giveBack('A');
  assert.equal(new Set(await all).size, 3);
});

test('nobody overtakes a check that waits for several', async () => {
  const pool = stage(2);
  await pool.lend('A', WANTED);
  const several = pool.lend('B', { ...KIND, count: 2 });
  const single = pool.lend('C', WANTED);
  assert.equal(await settled(single), false);
  pool.giveBack('A');
  assert.equal(await settled(several), true);
  pool.giveBack('B');
  assert.equal(await settled(single), true);
});

test('what the pool never has is said to be untestable, not waited for', async () => {
  const pool = stage(2);
  await assert.rejects(pool.lend('A', { ...KIND, count: 3 }), /3 are wanted at once/);
  await pool.lend('A', WANTED);
  await assert.rejects(pool.lend('A', WANTED), Untestable); // more than it said it needs
  await assert.rejects(pool.lend('B', { ...WANTED, currency: 'JPY' }), /hold JPY/);
  await assert.rejects(pool.lend('B', { ...WANTED, status: 'blocked' }), /are blocked/);
});

test('a spent player is replaced by a free one, and lent no more', async () => {
  const pool = stage(3);
  const [spent, other] = [await pool.lend('A', WANTED), await pool.lend('B', WANTED)];
  pool.retire(spent);
  const instead = pool.replacement('A', spent);
  assert.ok(instead && instead !== spent && instead !== other);
  assert.equal(pool.replacement('A', spent), undefined, 'the only other one is in hand');
  pool.giveBack('A');
  pool.giveBack('B');
  const lent = [await pool.lend('C', WANTED), await pool.lend('D', WANTED)];
  assert.deepEqual(new Set(lent), new Set([other, instead]));
  assert.equal(await settled(pool.lend('E', WANTED)), false);
});

test('where every player is spent, nobody is lent', async () => {
  const pool = stage(1);
  pool.retire(await pool.lend('A', WANTED));
  await assert.rejects(pool.lend('B', WANTED), Untestable);
});
