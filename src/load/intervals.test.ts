import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createIntervalLog,
  intervalPercentileMs,
  mergedIntervals,
  windowsOf,
} from './intervals.js';
import type { Interval } from './intervals.js';

/** Second → the milliseconds that came in it; a negative one is a time-out. */
function stage(seconds: Readonly<Record<number, readonly number[]>>): readonly Interval[] {
  const log = createIntervalLog();
  for (const [second, values] of Object.entries(seconds)) {
    for (const ms of values) {
      log.record(Number(second), Math.abs(ms) * 1_000, ms < 0 ? 'timeout' : undefined);
    }
  }
  return log.intervals();
}

test('a second keeps its values, so that its percentiles are exact', () => {
  const [first] = stage({ 0: [4, 1, 3, 2] });
  assert.ok(first);
  assert.equal(first.samples, 4);
  assert.equal(intervalPercentileMs(first, 50), 2);
  assert.equal(intervalPercentileMs(first, 99), 4);
  assert.equal(intervalPercentileMs(first, 100), 4);
});

test('values carry three significant digits', () => {
  const [only] = stage({ 0: [1.2344, 1.2304] });
  assert.deepEqual([...(only?.values ?? [])], [1_230]);
  assert.deepEqual([...(only?.counts ?? [])], [2]);
});

test('merged seconds have the percentiles of all their values, not the average of theirs', () => {
  const parts = stage({ 0: Array.from({ length: 99 }, () => 1), 1: [1_000] });
  const whole = mergedIntervals(parts, 0);
  assert.equal(whole.samples, 100);
  assert.equal(intervalPercentileMs(whole, 99), 1);
  assert.equal(intervalPercentileMs(whole, 100), 1_000);
});

test('errors are counted by kind, and kept when merged', () => {
  const whole = mergedIntervals(stage({ 0: [1, -5], 1: [-5] }), 0);
  assert.equal(whole.errors, 2);
  assert.deepEqual(whole.kinds, { timeout: 2 });
});

test('windows are full, follow each other, and show where nothing came', () => {
  const intervals = stage({ 2: [1], 3: [2], 6: [9] });
  const windows = windowsOf(intervals, { fromSecond: 2, toSecond: 7 }, 2);
  assert.deepEqual(
    windows.map(({ fromSecond, interval }) => [fromSecond, interval.samples]),
    [
      [2, 2],
      [4, 0],
    ],
  );
});

test('nothing has no percentile', () => {
  assert.equal(intervalPercentileMs(mergedIntervals([], 0), 99), 0);
});
