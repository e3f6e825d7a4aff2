import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PaymentKind, PaymentRow, PaymentStatus } from './model.js';
import { contradicts, mayBecome, mismatchOf, reasonOf } from './model.js';

const ALL: readonly PaymentStatus[] = [
  'pending',
  'challenge',
  'held',
  'processing',
  'completed',
  'failed',
  'cancelled',
  'refunded',
  'charged_back',
];

const payment = (kind: PaymentKind, status: PaymentStatus): PaymentRow => ({
  seq: 1,
  payment_id: 'pay_1',
  kind,
  player: 'p',
  method: 'pm',
  amount: 5_000,
  currency: 'EUR',
  status,
  reason: null,
  created_at: 0,
  updated_at: 0,
});

const waysFrom = (kind: PaymentKind, status: PaymentStatus): readonly PaymentStatus[] =>
  ALL.filter((next) => mayBecome(payment(kind, status), next));

test('nothing becomes what it is, and what has ended stays so but for a reversal', () => {
  for (const kind of ['deposit', 'withdrawal'] as const) {
    for (const status of ALL) assert.ok(!waysFrom(kind, status).includes(status), status);
    for (const status of ['failed', 'cancelled', 'refunded', 'charged_back'] as const) {
      assert.deepEqual(waysFrom(kind, status), [], `${kind} ${status}`);
    }
  }
  assert.deepEqual(waysFrom('deposit', 'completed'), ['refunded', 'charged_back']);
  assert.deepEqual(waysFrom('withdrawal', 'completed'), []);
});

test('a withdrawal under way can no longer be cancelled, a deposit never', () => {
  assert.ok(waysFrom('withdrawal', 'held').includes('cancelled'));
  assert.ok(!waysFrom('withdrawal', 'processing').includes('cancelled'));
  for (const status of ALL) assert.ok(!waysFrom('deposit', status).includes('cancelled'));
});

test('the opposite of how it ended contradicts; what came before it is only late', () => {
  assert.ok(contradicts(payment('deposit', 'failed'), 'completed'));
  assert.ok(contradicts(payment('deposit', 'completed'), 'failed'));
  assert.ok(!contradicts(payment('deposit', 'completed'), 'completed'));
  assert.ok(!contradicts(payment('deposit', 'completed'), 'challenge'));
  assert.ok(!contradicts(payment('deposit', 'charged_back'), 'completed'));
  assert.ok(!contradicts(payment('deposit', 'pending'), 'completed'));
});

test('amount and currency match exactly, however the amount is written', () => {
  const asked = payment('deposit', 'pending');
  assert.equal(mismatchOf(asked, { amount: '50.00', currency: 'EUR' }), undefined);
  assert.equal(mismatchOf(asked, { amount: '50', currency: 'EUR' }), undefined);
  assert.equal(mismatchOf(asked, { amount: '50.01', currency: 'EUR' }), 'amount');
  assert.equal(mismatchOf(asked, { amount: '50.000', currency: 'EUR' }), 'amount');
  assert.equal(mismatchOf(asked, { amount: 'fifty', currency: 'EUR' }), 'amount');
  assert.equal(mismatchOf(asked, { amount: '50.00', currency: 'USD' }), 'currency');
});

test('a reason is short, and bears no card number', () => {
  assert.equal(reasonOf('account_closed', 'failed'), 'account_closed');
  assert.equal(reasonOf(undefined, 'failed'), 'failed');
  assert.equal(reasonOf('', 'failed'), 'failed');
  assert.equal(reasonOf('x'.repeat(500), 'failed').length, 200);
  assert.equal(reasonOf('card 4242424242424242', 'failed'), 'card [card number]');
});
