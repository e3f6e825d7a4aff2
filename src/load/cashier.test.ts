import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomStream } from '../kernel/random.js';
import { deposit, withdraw } from './cashier.js';
import type { Payer, PaymentTurn } from './cashier.js';
import { mixWithout, turnKindOf } from './journeys.js';
import { understand } from './steps.js';
import type { Journey, Step, StepAnswer } from './steps.js';

function stage(awaited: string[] = [], seed = 'seed'): PaymentTurn & { payer: Payer } {
  const payer = { playerId: 'p1', currency: 'EUR', methodId: 'm1', awaited };
  return { payer, chance: randomStream(seed, 'turn'), name: 'run-1' };
}

const told = (status: string): StepAnswer => ({
  outcome: 'ok',
  status: 200,
  body: { payment_id: 'pay1', status },
});
const LOST: StepAnswer = { outcome: 'unknown', status: 0, body: {} };

/** Plays the turn with the given answers, then with that a payment is pending. */
function asked(journey: Journey, ...answers: readonly StepAnswer[]): readonly Step[] {
  const steps: Step[] = [];
  let next = journey.next();
  while (!next.done) {
    steps.push(next.value);
    next = journey.next(answers[steps.length - 1] ?? told('pending'));
  }
  return steps;
}

const names = (steps: readonly Step[]): readonly string[] => steps.map((step) => step.operation);

test('a deposit is begun with the own method and looked at until the money is there', () => {
  const turn = stage();
  const steps = asked(deposit(turn), told('pending'), told('pending'), told('completed'));
  assert.deepEqual(names(steps), ['createDeposit', 'getPayment', 'getPayment']);
  assert.equal(steps[0]?.input['method_id'], 'm1');
  assert.match(String(steps[0]?.input['amount']), /^(10|20|50)[.]00$/);
  assert.ok(steps.slice(1).every(({ pauseMs = 0 }) => pauseMs >= 100));
  assert.deepEqual(turn.payer.awaited, []);
});

test('a deposit that takes too long is left for the next turn, which looks once', () => {
  const turn = stage();
  const steps = asked(deposit(turn));
  assert.equal(steps.length, 7);
  const pausesMs = steps.reduce((sum, { pauseMs = 0 }) => sum + pauseMs, 0);
  assert.ok(pausesMs <= 4_000, `${pausesMs} ms`);
  assert.deepEqual(turn.payer.awaited, ['pay1']);
  const next = asked(deposit(turn), told('completed'), LOST, LOST);
  assert.deepEqual(names(next), ['getPayment', 'createDeposit', 'createDeposit']);
  assert.deepEqual(turn.payer.awaited, []);
});

test('a payment with a lost answer is sent once more under the same key', () => {
  const [first, again] = asked(deposit(stage()), LOST);
  assert.deepEqual(again, first);
});

test('a payment that was refused ends the turn', () => {
  const refused: StepAnswer = { outcome: 'refused', status: 503, body: {} };
  assert.deepEqual(names(asked(deposit(stage()), refused)), ['createDeposit']);
});

test('some withdrawals are called back, the others are looked at another time', () => {
  const turns = Array.from({ length: 60 }, (_, at) => stage([], String(at)));
  const kinds = turns.map((turn) => names(asked(withdraw(turn), told('held'))).join());
  const back = kinds.filter((kind) => kind === 'createWithdrawal,cancelWithdrawal').length;
  const left = kinds.filter((kind) => kind === 'createWithdrawal').length;
  assert.equal(back + left, 60);
  assert.ok(back > 8 && back < 35, `${back} of 60 called back`);
  assert.equal(turns.filter(({ payer }) => payer.awaited.length === 1).length, left);
});

test('turns left out never come, the others stay in proportion', () => {
  const mix = { spin: 1, wallet: 1, rollback: 0, retry: 0, history: 0, login: 0, deposit: 2 };
  const chance = randomStream('seed', 'kinds');
  const drawn = Array.from({ length: 400 }, () => turnKindOf(mixWithout(mix, ['deposit']), chance));
  assert.deepEqual([...new Set(drawn)].sort(), ['spin', 'wallet']);
  const spins = drawn.filter((kind) => kind === 'spin').length;
  assert.ok(spins > 150 && spins < 250, `${spins} of 400`);
});

test('turned away because the provider is down is a refusal, any other 503 is not known', () => {
  const answered = (error: string): StepAnswer['outcome'] =>
    understand({ kind: 'answered', status: 503, text: JSON.stringify({ error }) }, 202).outcome;
  assert.equal(answered('PARTNER_UNAVAILABLE'), 'refused');
  assert.equal(answered('OVERLOADED'), 'unknown');
});
