import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWait, inParallel } from './parallel.js';

/** Work that ends when told. */
function stage() {
  const underWay = new Map<string, Promise<void>>();
  const ends = new Map<string, (failure?: Error) => void>();
  const begin = (name: string): void => {
    const work = new Promise<void>((resolve, reject) => {
      ends.set(name, (failure) => (failure ? reject(failure) : resolve()));
    }).finally(() => underWay.delete(name));
    work.catch(() => undefined);
    underWay.set(name, work);
  };
  return { begin, end: (name: string, why?: Error) => ends.get(name)?.(why), underWay };
}

test('all who ask meanwhile wait together, and hear how much was under way', async () => {
  const { begin, end, underWay } = stage();
  const wait = createWait(underWay);
  assert.equal(await wait(), 0);
  begin('one');
  const first = wait();
  begin('two');
  assert.equal(wait(), first, 'one wait for both');
  end('one');
  assert.equal(await first, 1, 'what began during the wait counts in the next');
  const second = wait();
  end('two');
  assert.equal(await second, 1);
  assert.equal(await wait(), 0);
});

test('whoever waits hears of a failure, and the next wait begins anew', async () => {
  const { begin, end, underWay } = stage();
  const wait = createWait(underWay);
  begin('one');
  const heard = wait();
  end('one', new Error('broken'));
  await assert.rejects(heard, /broken/);
  begin('two');
  const next = wait();
  end('two');
  assert.equal(await next, 1);
});

test('no more are under way at once than the width', async () => {
  let now = 0;
  let most = 0;
  await inParallel([1, 2, 3, 4, 5, 6, 7], 3, async () => {
    most = Math.max(most, (now += 1));
    await new Promise((resolve) => setImmediate(resolve));
    now -= 1;
  });
  assert.deepEqual([now, most], [0, 3]);
});
