import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moneyStep } from './history.js';
import { proveMoney } from './proof.js';
import type { ProofReads, ProofResult } from './proof.js';
import { fakeBooks } from './stage.js';
import type { FakeBooks } from './stage.js';

/** A stake lost; 50.00 in; 20.00 out, 5.00 called back, 10.00 still on its way out, 30.00 in. */
function stage(): FakeBooks {
  const books = fakeBooks();
  const stake = books.play('debitRound', 'd1', { amount: '2.00' });
  books.play('creditRound', 'c1', { win_amount: '0.00', txn_ref: stake });
  books.end(books.pay('createDeposit', 'in', '50.00'), 'completed');
  books.end(books.pay('createWithdrawal', 'out', '20.00'), 'completed');
  books.end(books.pay('createWithdrawal', 'back', '5.00'), 'cancelled');
  books.pay('createWithdrawal', 'held', '10.00');
  books.pay('createDeposit', 'late', '30.00');
  return books;
}

const proven = (books: FakeBooks, reads: Partial<ProofReads> = {}): Promise<ProofResult> =>
  proveMoney(books.history, [books.player], { ...books.reads, ...reads });

const told = (proof: ProofResult): readonly string[] =>
  proof.violations.map(({ rule, message }) => `${rule} ${message}`);

const rules = (proof: ProofResult): readonly string[] =>
  [...new Set(proof.violations.map(({ rule }) => rule))].sort();

/** The row that a payment left in the statement. */
function rowOf(books: FakeBooks, type: string, paymentId: string): Record<string, unknown> {
  const row = books.rows.find((each) => each['type'] === type && each['reference'] === paymentId);
  assert.ok(row);
  return row;
}

function forget(books: FakeBooks, type: string, paymentId: string): void {
  books.rows.splice(books.rows.indexOf(rowOf(books, type, paymentId)), 1);
}

test('payments that ended, and those still open, explain wallet and statement', async () => {
  const books = stage();
  assert.equal(books.balanceMinor, 10_000 - 200 + 5_000 - 2_000 - 1_000);
  const proof = await proven(books);
  assert.deepEqual(proof.violations, []);
  assert.deepEqual(proof.checked.payments, { completed: 2, undone: 1, open: 2 });
  assert.equal(proof.checked.statement_rows, 8);
});

test('a deposit credited twice is noticed in the wallet and in the statement', async () => {
  const books = stage();
  books.balanceMinor += 5_000;
  books.rows.unshift({ ...rowOf(books, 'deposit', 'pay_in'), txn_id: 't_again' });
  assert.deepEqual(told(await proven(books)), [
    'BALANCE_WRONG 118.00 expected from the acknowledged effects, the wallet says 168.00 (50.00)',
    'TXN_TWICE deposit:pay_in is in the statement twice',
  ]);
});

test('a hold that is not released is noticed in the wallet and in the statement', async () => {
  const books = stage();
  books.balanceMinor -= 500;
  books.heldMinor += 500;
  forget(books, 'release', 'pay_back');
  assert.deepEqual(rules(await proven(books)), ['BALANCE_WRONG', 'HELD_WRONG', 'TXN_MISSING']);
});

test('a completed deposit that is not credited is noticed', async () => {
  const books = stage();
  books.balanceMinor -= 5_000;
  forget(books, 'deposit', 'pay_in');
  assert.deepEqual(told(await proven(books)), [
    'BALANCE_WRONG 118.00 expected from the acknowledged effects, the wallet says 68.00 (-50.00)',
    'TXN_MISSING deposit:pay_in was acknowledged, the statement lacks it',
  ]);
});

test('a deposit credited before it has completed is noticed', async () => {
  const books = stage();
  books.end('pay_late', 'completed');
  const late = books.payments.find(({ payment_id: id }) => id === 'pay_late');
  assert.ok(late);
  late['status'] = 'pending';
  assert.deepEqual(rules(await proven(books)), ['BALANCE_WRONG', 'TXN_UNASKED']);
});

test('a withdrawal paid out and released as well is noticed', async () => {
  const books = stage();
  books.balanceMinor += 2_000;
  books.rows.unshift({ ...rowOf(books, 'withdrawal', 'pay_out'), type: 'release' });
  assert.deepEqual(rules(await proven(books)), ['BALANCE_WRONG', 'TXN_UNASKED']);
});

test('a payment doubled under one key is noticed, whether answered or only listed', async () => {
  const books = stage();
  const first = books.history.find(({ txnId }) => txnId === 'pay_late');
  assert.ok(first);
  const [late] = books.payments;
  books.payments.unshift({ ...late, payment_id: 'pay_twin' });
  assert.deepEqual(rules(await proven(books)), ['PAYMENT_UNASKED']);
  const body = { payment_id: 'pay_twin', status: 'pending' };
  books.history.push(moneyStep(first.step, { outcome: 'ok', status: 202, body }));
  assert.deepEqual(rules(await proven(books)), ['KEY_DOUBLED']);
});

test('a payment lost, listed twice, changed or charged back by nobody is noticed', async () => {
  const lost = stage();
  lost.payments.splice(0, 1);
  assert.deepEqual(rules(await proven(lost)), ['PAYMENT_MISSING']);
  const twice = stage();
  const [late] = twice.payments;
  twice.payments.push({ ...late });
  assert.deepEqual(rules(await proven(twice)), ['PAYMENT_TWICE']);
  for (const change of [{ amount: '30.01' }, { kind: 'withdrawal' }, { status: 'charged_back' }]) {
    const changed = stage();
    Object.assign(changed.payments[0] ?? {}, change);
    assert.deepEqual(rules(await proven(changed)), ['PAYMENT_CHANGED']);
  }
});

test('payments are waited for until they are final, and no longer than there is patience', async () => {
  const books = stage();
  const waits: number[] = [];
  const wait = async (): Promise<boolean> => {
    waits.push(waits.length);
    if (waits.length === 3) books.end('pay_late', 'completed');
    if (waits.length === 5) books.end('pay_held', 'failed');
    return true;
  };
  const payments = { of: async () => books.payments, wait };
  const proof = await proven(books, { payments });
  assert.deepEqual(proof.violations, []);
  assert.deepEqual(proof.checked.payments, { completed: 3, undone: 2, open: 0 });
  assert.equal(waits.length, 5);
});

test('a payment that ends while the books are read has them read again', async () => {
  const books = stage();
  let reads = 0;
  const wallet = async (): Promise<Record<string, unknown>> => {
    const read = (await books.reads.wallet('p1')) ?? {};
    reads += 1;
    if (reads === 1) books.end('pay_late', 'completed');
    return read;
  };
  const of = async (): Promise<Record<string, unknown>[]> => structuredClone(books.payments);
  const payments = { of, wait: async (): Promise<boolean> => false };
  const proof = await proven(books, { wallet, payments });
  assert.deepEqual(proof.violations, []);
  assert.equal(reads, 2);
});

test('a payment with a lost answer is asked for again under its key', async () => {
  const books = stage();
  books.lose('createDeposit', 'lost', { amount: '7.00' }, true);
  books.lose('createWithdrawal', 'never', { amount: '1.00' }, false);
  const proof = await proven(books);
  assert.deepEqual(proof.violations, []);
  assert.equal(proof.checked.unknown_resolved, 2);
  assert.deepEqual(proof.checked.payments, { completed: 2, undone: 1, open: 4 });
});

test('a payment turned away while the provider is down has not begun', async () => {
  const books = stage();
  books.lose('createDeposit', 'down', { amount: '7.00' }, false);
  const kept = books.history.at(-1);
  assert.ok(kept);
  const down = { outcome: 'refused', status: 503, body: {} } as const;
  const repeat = async (): Promise<typeof down> => down;
  const proof = await proven(books, { repeat });
  assert.deepEqual(proof.violations, []);
  assert.equal(proof.checked.unknown_resolved, 1);
});

test('payments that cannot be read are a violation', async () => {
  const silent = { of: async () => undefined, wait: async () => false };
  const proof = await proven(stage(), { payments: silent });
  assert.ok(rules(proof).includes('UNREADABLE'));
});
