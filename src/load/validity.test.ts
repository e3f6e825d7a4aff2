import assert from 'node:assert/strict';
import { test } from 'node:test';
import { watchGenerator } from './generator.js';
import { verdictOf } from './results.js';
import { answering, oneRead, smallTarget, tryOpen } from './stage.js';
import type { Journey } from './steps.js';
import { DEFAULT_BUDGET, validityOf } from './validity.js';

const SOUND = {
  lagP50Ms: 0.5,
  lagP99Ms: 2,
  eventLoopP99Ms: 3,
  dropped: 0,
  offered: 1_000,
  maxInFlight: 20,
  cpu: 0.3,
};
const BUDGET = { ...DEFAULT_BUDGET, maxInFlight: 100 };

test('a generator within its budget measures the target', () => {
  assert.deepEqual(validityOf(SOUND, BUDGET), { valid: true, reasons: [] });
});

for (const [what, facts, reason] of [
  ['a late generator', { lagP99Ms: 21 }, /schedule lag p99 21 ms/],
  ['a stuttering event loop', { eventLoopP99Ms: 80 }, /event-loop delay p99 80 ms/],
  ['dropped arrivals', { dropped: 1 }, /dropped arrivals 1/],
  ['too much in flight', { maxInFlight: 101 }, /turns in flight 101/],
] as const) {
  test(`${what}: invalid, and says why`, () => {
    const validity = validityOf({ ...SOUND, ...facts }, BUDGET);
    assert.equal(validity.valid, false);
    assert.match(validity.reasons.join(), reason);
  });
}

test('a deliberately slow generator makes the run invalid', async () => {
  const target = await smallTarget(answering);
  const busy = function* (): Journey {
    const untilMs = performance.now() + 25;
    while (performance.now() < untilMs);
    yield* oneRead();
  };
  const watch = watchGenerator();
  const trial = { rate: 100, durationMs: 400, journeyOf: busy };
  const { outcome, recorder } = await tryOpen(target, trial);
  const facts = watch.stop(outcome, recorder, ['steady']);
  target.close();
  assert.equal(facts.offered, 40);
  assert.equal(validityOf(facts, BUDGET).valid, false);
});

test('an invalid run neither passes nor fails, but lost money always fails', () => {
  const met = [{ verdict: 'met' }] as const;
  const missed = [...met, { verdict: 'missed' }] as const;
  assert.equal(verdictOf(true, true, met), 'passed');
  assert.equal(verdictOf(true, true, missed), 'failed');
  assert.equal(verdictOf(true, false, met), 'invalid');
  assert.equal(verdictOf(true, false, missed), 'invalid');
  assert.equal(verdictOf(false, false, met), 'failed');
  assert.equal(verdictOf(true, true, met, true), 'regressed');
});

test('what could not be judged is neither passed nor failed, and hides no miss', () => {
  const few = [{ verdict: 'met' }, { verdict: 'too few samples' }] as const;
  assert.equal(verdictOf(true, true, few), 'inconclusive');
  assert.equal(verdictOf(true, true, []), 'inconclusive');
  assert.equal(verdictOf(true, true, [...few, { verdict: 'missed' }]), 'failed');
  assert.equal(verdictOf(true, true, few, true), 'regressed');
  assert.equal(verdictOf(false, true, few), 'failed');
});
