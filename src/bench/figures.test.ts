import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compared, interleaved, median } from './figures.js';

test('the median is the middle, or halfway between the two middles, whatever the order', () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([10, 2, 1, 4]), 3);
  assert.equal(median([7]), 7);
  assert.throws(() => median([]), RangeError);
});

test('ratios are taken pair by pair, so a slow stretch of the machine cancels out', () => {
  const figures = compared([
    { measured: 200, baseline: 100 },
    { measured: 20, baseline: 10 }, // everything ten times slower for a while
    { measured: 210, baseline: 100 },
  ]);

  assert.equal(figures.ratio, 2);
  assert.equal(figures.min, 2);
  assert.equal(figures.max, 2.1);
  assert.equal(figures.value, 200);
  assert.equal(figures.baseline, 100);
});

test('the median of the ratios is not the ratio of the medians', () => {
  const pairs = [
    { measured: 1, baseline: 1 },
    { measured: 10, baseline: 2 },
    { measured: 4, baseline: 4 },
  ];

  assert.equal(compared(pairs).ratio, 1);
  assert.equal(compared(pairs).value / compared(pairs).baseline, 2);
});

test('rounds alternate, the measured side first', async () => {
  const order: string[] = [];
  const side = (name: string) => async () => order.push(name);

  const pairs = await interleaved(3, { measured: side('a'), baseline: side('b') });

  assert.deepEqual(order, ['a', 'b', 'a', 'b', 'a', 'b']);
  assert.deepEqual(pairs.at(-1), { measured: 5, baseline: 6 });
});
