import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { arrivalsOf, eveningStages, expectedOf } from './arrivals.js';
import type { Arrival, Stage } from './arrivals.js';
import { steady } from './stage.js';

function planned(stages: readonly Stage[], spacing: 'constant' | 'poisson', seed = 's'): Arrival[] {
  const arrivals = arrivalsOf({ stages, spacing, seed });
  const all: Arrival[] = [];
  for (let next = arrivals.next(); next; next = arrivals.next()) all.push(next);
  return all;
}

test('a constant rate places exactly rate × time arrivals, equally spaced', () => {
  const all = planned([steady(200, 5_000)], 'constant');
  assert.equal(all.length, 1_000);
  all.forEach(({ atMs, ordinal }, position) => {
    assert.equal(ordinal, position);
    assert.ok(Math.abs(atMs - position * 5) < 1e-6, `arrival ${position} is due at ${atMs}`);
  });
});

test('a ramp holds the area under its rate and grows denser', () => {
  const ramp: Stage = { phase: 'ramp', durationMs: 10_000, fromRate: 0, toRate: 100 };
  const all = planned([ramp], 'constant');
  assert.equal(all.length, 500);
  const inFirstHalf = all.filter(({ atMs }) => atMs < 5_000).length;
  assert.equal(inFirstHalf, 125);
});

test('an evening warms up, climbs and stays: each phase has its share', () => {
  const all = planned(
    eveningStages({ rate: 100, durationMs: 10_000, warmUpMs: 2_000, players: 1 }),
    'constant',
  );
  const count = (phase: string): number => all.filter((arrival) => arrival.phase === phase).length;
  assert.deepEqual([count('warm-up'), count('ramp'), count('steady')], [100, 150, 800]);
});

test('stages of any kind yield the expected count, in order, inside the plan', () => {
  const stage = fc.record({
    durationMs: fc.integer({ min: 1, max: 3_000 }),
    fromRate: fc.integer({ min: 0, max: 300 }),
    toRate: fc.integer({ min: 0, max: 300 }),
  });
  fc.assert(
    fc.property(fc.array(stage, { minLength: 1, maxLength: 4 }), (drawn) => {
      const stages = drawn.map((each): Stage => ({ ...each, phase: 'steady' }));
      const all = planned(stages, 'constant');
      const expected = stages.reduce((sum, each) => sum + expectedOf(each), 0);
      const totalMs = stages.reduce((sum, each) => sum + each.durationMs, 0);
      assert.ok(Math.abs(all.length - expected) <= 1, `${all.length} of ${expected}`);
      all.forEach(({ atMs }, position) => {
        assert.ok(atMs >= (all[position - 1]?.atMs ?? 0) - 1e-6, 'never back in time');
        assert.ok(atMs <= totalMs + 1e-6, 'never after the end');
      });
    }),
    { numRuns: 100, seed: 7 },
  );
});

test('Poisson arrivals keep the rate, vary in spacing and repeat with their seed', () => {
  const once = planned([steady(1_000, 20_000)], 'poisson');
  assert.ok(Math.abs(once.length - 20_000) < 5 * Math.sqrt(20_000), `${once.length} arrivals`);
  const gaps = once.map(({ atMs }, position) => atMs - (once[position - 1]?.atMs ?? 0));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const spread = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
  assert.ok(Math.abs(spread / mean - 1) < 0.1, 'an exponential spreads as wide as its mean');
  assert.deepEqual(planned([steady(1_000, 20_000)], 'poisson'), once);
  assert.notDeepEqual(planned([steady(1_000, 20_000)], 'poisson', 'other'), once);
});
