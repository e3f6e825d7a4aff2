import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { searchCapacity } from './search.js';
import type { CapacityInterval, TrialVerdict } from './search.js';

const PLAN = { from: 50, factor: 2, precision: 1.1 };

/** Runs the search against a target that behaves as told; `asked` are the rates it was asked. */
function stage(verdictOf: (rate: number, time: number) => TrialVerdict): {
  readonly found: CapacityInterval;
  readonly asked: readonly number[];
} {
  const asked: number[] = [];
  const search = searchCapacity(PLAN);
  let step = search.next();
  while (!step.done) {
    asked.push(step.value);
    assert.ok(asked.length < 200, 'a search ends');
    step = search.next(verdictOf(step.value, asked.length));
  }
  return { found: step.value, asked };
}

test('the interval holds the capacity and is as narrow as was asked', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 20_000 }), (capacity) => {
      const { found } = stage((rate) => (rate <= capacity ? 'met' : 'missed'));
      assert.ok(found.least <= capacity && (found.below ?? 0) > capacity);
      const narrow = (found.below ?? 0) / found.least <= PLAN.precision;
      assert.ok(narrow || (found.below ?? 0) - found.least <= 1, JSON.stringify(found));
      assert.equal(found.generatorBroke, false);
    }),
  );
});

test('a rate counts as missed the second time only', () => {
  const { found, asked } = stage((rate, time) => (time === 2 || rate > 200 ? 'missed' : 'met'));
  assert.deepEqual(asked.slice(0, 6), [50, 100, 100, 200, 400, 400]);
  assert.ok(found.least >= 200);
});

test('a generator that gives way before the target leaves no upper end', () => {
  const { found, asked } = stage((rate) => (rate > 300 ? 'invalid' : 'met'));
  assert.deepEqual(found, { least: 200, below: null, generatorBroke: true });
  assert.deepEqual(asked, [50, 100, 200, 400, 400]);
});

test('a generator that stumbles between the ends leaves the interval wider', () => {
  const { found } = stage((rate) => (rate === 141 ? 'invalid' : rate < 150 ? 'met' : 'missed'));
  assert.deepEqual(found, { least: 100, below: 200, generatorBroke: false });
});

test('a target that meets nothing has no capacity', () => {
  const { found } = stage(() => 'missed');
  assert.deepEqual(found, { least: 0, below: 1, generatorBroke: false });
});
