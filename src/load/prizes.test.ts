import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { prizesOf, ranksOf } from './prizes.js';
import type { Tier } from './prizes.js';

const THREE: readonly Tier[] = [
  { from: 1, to: 1, millionths: 500_000 },
  { from: 2, to: 3, millionths: 250_000 },
];

const scorers = (scores: Readonly<Record<string, number>>) =>
  Object.entries(scores).map(([playerId, score]) => ({ playerId, score: BigInt(score) }));

const paid = (scores: Readonly<Record<string, number>>, poolMinor: number): readonly string[] =>
  prizesOf(scorers(scores), THREE, poolMinor).map(
    ({ playerId, rank, prizeMinor }) => `${rank} ${playerId} ${prizeMinor}`,
  );

test('places win their shares; what was cut off goes to the first of them', () => {
  assert.deepEqual(paid({ a: 30, b: 20, c: 10, d: 5 }, 1_003), [
    '1 a 502',
    '2 b 251',
    '3 c 250',
    '4 d 0',
  ]);
});

test('who ties shares the places: their prizes are summed and parted, the rest by player', () => {
  assert.deepEqual(paid({ b: 20, a: 20, c: 10 }, 1_001), ['1 a 376', '1 b 375', '3 c 250']);
  assert.deepEqual(paid({ c: 7, b: 7, a: 9, d: 7 }, 1_000), [
    '1 a 500',
    '2 b 167',
    '2 c 167',
    '2 d 166',
  ]);
});

test('places that nobody holds win nothing', () => {
  assert.deepEqual(paid({ a: 1 }, 1_000), ['1 a 500']);
  assert.deepEqual(paid({}, 1_000), []);
});

test('shares that are less than the whole are cut off and left', () => {
  const half: readonly Tier[] = [{ from: 1, to: 3, millionths: 111_111 }];
  const [first] = prizesOf(scorers({ a: 1 }), half, 1_000);
  assert.equal(first?.prizeMinor, 111);
});

test('never more than the pool is paid, and all of it when each place is held', () => {
  const scores = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(scores, fc.nat(1_000_000), (drawn, poolMinor) => {
      const players = drawn.map((score, at) => ({ playerId: `p${at}`, score: BigInt(score) }));
      const prized = prizesOf(players, THREE, poolMinor);
      const sum = prized.reduce((whole, { prizeMinor }) => whole + prizeMinor, 0);
      assert.ok(sum <= poolMinor);
      if (players.length >= 3) assert.equal(sum, poolMinor);
      const ranks = ranksOf(players).map(({ rank }) => rank);
      assert.deepEqual(
        prized.map(({ rank }) => rank),
        ranks,
      );
    }),
  );
});
