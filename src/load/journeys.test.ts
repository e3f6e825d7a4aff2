import assert from 'node:assert/strict';
import { test } from 'node:test';
import { turnOf } from './journeys.js';
import type { Seat, TurnKind } from './journeys.js';
import type { Journey, Step, StepAnswer } from './steps.js';

const NO_TURN = { spin: 0, wallet: 0, rollback: 0, retry: 0, history: 0, login: 0 };

function turn(kind: TurnKind, ordinal = 1, seed = 'seed'): Journey {
  const seat: Seat = { playerId: 'p1', currency: 'EUR', sessionId: 's1' };
  const mix = { ...NO_TURN, [kind]: 1 };
  return turnOf({ seats: [seat], gameId: 'g1', mix, seed, runId: 'run', ordinal });
}

const OK: StepAnswer = { outcome: 'ok', status: 200, body: { txn_id: 't1', launch_token: 'lt' } };
const LOST: StepAnswer = { outcome: 'unknown', status: 0, body: {} };
const NO: StepAnswer = { outcome: 'refused', status: 422, body: {} };

/** Plays the turn with the given answers, then with `OK`; returns what was asked. */
function asked(journey: Journey, ...answers: readonly StepAnswer[]): readonly Step[] {
  const steps: Step[] = [];
  let next = journey.next();
  while (!next.done) {
    steps.push(next.value);
    next = journey.next(answers[steps.length - 1] ?? OK);
  }
  return steps;
}

const names = (steps: readonly Step[]): readonly string[] => steps.map((step) => step.operation);

test('a spin is a stake and its settlement, in one round of its own', () => {
  const [debit, credit, ...more] = asked(turn('spin'));
  assert.deepEqual(more, []);
  assert.equal(debit?.operation, 'debitRound');
  assert.equal(debit?.input['session_id'], 's1');
  assert.equal(credit?.operation, 'creditRound');
  assert.equal(credit?.input['txn_ref'], 't1');
  assert.equal(credit?.input['round_id'], debit?.input['round_id']);
  assert.notEqual(credit?.key, debit?.key);
});

test('the same seed plays the same turn, another seed or ordinal does not', () => {
  const amounts = (seed: string): readonly unknown[] =>
    Array.from({ length: 20 }, (_, ordinal) =>
      asked(turn('spin', ordinal, seed)).map(({ input }) => [input['amount'], input['win_amount']]),
    );
  assert.deepEqual(amounts('a'), amounts('a'));
  assert.notDeepEqual(amounts('a'), amounts('b'));
});

test('over many spins players get back a little less than they stake', () => {
  let staked = 0;
  let won = 0;
  for (let ordinal = 0; ordinal < 20_000; ordinal += 1) {
    const [debit, credit] = asked(turn('spin', ordinal));
    staked += Number(debit?.input['amount']);
    won += Number(credit?.input['win_amount']);
  }
  assert.ok(won / staked > 0.9 && won / staked < 1.02, `returned ${won / staked}`);
});

test('a stake with an unknown outcome is rolled back by its key', () => {
  const [debit, rollback, ...more] = asked(turn('spin'), LOST);
  assert.deepEqual(more, []);
  assert.equal(rollback?.operation, 'rollbackRound');
  assert.equal(rollback?.input['debit_key'], debit?.key);
});

test('a win with an unknown outcome is sent again under the same key', () => {
  const [, credit, again] = asked(turn('spin'), OK, LOST);
  assert.deepEqual(again, credit);
});

test('a refused stake ends the turn', () => {
  assert.deepEqual(names(asked(turn('spin'), NO)), ['debitRound']);
});

test('a retry repeats the stake byte for byte before it settles', () => {
  const steps = asked(turn('retry'));
  assert.deepEqual(names(steps), ['debitRound', 'debitRound', 'creditRound']);
  assert.deepEqual(steps[1], steps[0]);
});

test('a rollback names its stake; said twice, it carries a new key', () => {
  const turns = Array.from({ length: 20 }, (_, ordinal) => asked(turn('rollback', ordinal)));
  const once = turns.find((steps) => steps.length === 2);
  const twice = turns.find((steps) => steps.length === 3);
  assert.deepEqual(names(once ?? []), ['debitRound', 'rollbackRound']);
  assert.equal(twice?.[2]?.input['txn_ref'], twice?.[1]?.input['txn_ref']);
  assert.notEqual(twice?.[2]?.key, twice?.[1]?.key);
});

test('a player without a session logs in first, once', () => {
  const seat: Seat = { playerId: 'p1', currency: 'EUR', sessionId: undefined };
  const mix = { ...NO_TURN, spin: 1 };
  const options = { seats: [seat], gameId: 'g1', mix, seed: 's', runId: 'run' };
  const first = asked(turnOf({ ...options, ordinal: 0 }));
  const second = asked(turnOf({ ...options, ordinal: 1 }));
  const login = ['launchSession', 'redeemLaunch'];
  assert.deepEqual(names(first), [...login, 'debitRound', 'creditRound']);
  assert.deepEqual(names(second), ['debitRound', 'creditRound']);
});
