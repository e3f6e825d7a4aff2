import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeBooks } from './stage.js';
import type { FakeBooks } from './stage.js';
import { moneyStep } from './history.js';
import { proveMoney } from './proof.js';
import type { ProofReads, ProofResult } from './proof.js';

/** A short evening: a won round, a lost round, a stake taken back. */
function stage(): FakeBooks {
  const books = fakeBooks();
  const won = books.play('debitRound', 'd1', { amount: '2.00' });
  books.play('creditRound', 'c1', { win_amount: '6.40', txn_ref: won });
  const lost = books.play('debitRound', 'd2', { amount: '5.00' });
  books.play('creditRound', 'c2', { win_amount: '0.00', txn_ref: lost });
  const taken = books.play('debitRound', 'd3', { amount: '1.00' });
  books.play('rollbackRound', 'r3', { txn_ref: taken });
  return books;
}

const proven = (books: FakeBooks, reads: Partial<ProofReads> = {}): Promise<ProofResult> =>
  proveMoney(books.history, [books.player], { ...books.reads, ...reads });

const rules = (proof: ProofResult): readonly string[] =>
  [...new Set(proof.violations.map(({ rule }) => rule))].sort();

test('a sound evening is proven, and says what was looked at', async () => {
  const proof = await proven(stage());
  assert.deepEqual(proof.violations, []);
  assert.equal(proof.ok, true);
  assert.equal(proof.checked.transactions, 6);
  assert.equal(proof.checked.statement_rows, 6);
  assert.equal(proof.checked.audit_entries, 6);
  assert.equal(proof.checked.ledger_transactions, null);
});

test('one lost credit is noticed in the wallet and in the statement', async () => {
  const books = stage();
  books.balanceMinor -= 640;
  const at = books.rows.findIndex((row) => row['txn_id'] === 't_c1');
  books.rows.splice(at, 1);
  const proof = await proven(books);
  assert.equal(proof.ok, false);
  assert.deepEqual(rules(proof), ['BALANCE_WRONG', 'TXN_MISSING']);
  assert.match(proof.violations[0]?.message ?? '', /99\.40 expected .* 93\.00 \(-6\.40\)/);
});

test('one doubled debit is noticed in the wallet and in the statement', async () => {
  const books = stage();
  books.balanceMinor -= 500;
  books.rows.push({ txn_id: 't_again', type: 'debit', status: 'committed', amount: '5.00' });
  assert.deepEqual(rules(await proven(books)), ['BALANCE_WRONG', 'TXN_UNASKED']);
});

test('a key answered with a second transaction is noticed', async () => {
  const books = stage();
  const [first] = books.history;
  assert.ok(first);
  const body = { txn_id: 't_other', status: 'committed', balance: '98.00' };
  books.history.push(moneyStep(first.step, { outcome: 'ok', status: 200, body }));
  assert.ok(rules(await proven(books)).includes('KEY_DOUBLED'));
});

test('a stake returned by two rollbacks is noticed even when the books agree', async () => {
  const books = stage();
  books.play('rollbackRound', 'r4', { txn_ref: 't_d3' });
  assert.deepEqual(rules(await proven(books)), ['STAKE_RETURNED_TWICE']);
});

test('one transaction for two stakes is noticed', async () => {
  const books = stage();
  const [first] = books.history;
  assert.ok(first);
  const body = { txn_id: first.txnId, status: 'committed', balance: '98.00' };
  const step = { ...first.step, key: 'd9' };
  books.history.push(moneyStep(step, { outcome: 'ok', status: 200, body }));
  assert.deepEqual(rules(await proven(books)), ['TXN_SHARED']);
});

test('unknown outcomes are asked for again, whether they had happened or not', async () => {
  const books = stage();
  books.lose('debitRound', 'd5', { amount: '3.00' }, true);
  books.lose('debitRound', 'd6', { amount: '4.00' }, false);
  const proof = await proven(books);
  assert.deepEqual(proof.violations, []);
  assert.equal(proof.checked.unknown_outcomes, 2);
  assert.equal(proof.checked.unknown_resolved, 2);
  assert.equal(books.balanceMinor, 9_940 - 700);
});

test('an outcome that stays unknown is a violation, not a guess', async () => {
  const books = stage();
  books.lose('debitRound', 'd5', { amount: '3.00' }, false);
  const silent = async (): Promise<{ outcome: 'unknown'; status: number; body: object }> => ({
    outcome: 'unknown',
    status: 0,
    body: {},
  });
  const proof = await proven(books, { repeat: silent as ProofReads['repeat'] });
  assert.deepEqual(rules(proof), ['UNRESOLVED']);
  assert.equal(proof.checked.unknown_resolved, 0);
});

test('being turned away after a lost answer explains nothing: the key is asked again', async () => {
  const books = stage();
  books.lose('debitRound', 'd5', { amount: '3.00' }, true);
  const lost = books.history.at(-1);
  assert.ok(lost);
  books.history.push(moneyStep(lost.step, { outcome: 'refused', status: 401, body: {} }));
  const proof = await proven(books);
  assert.equal(proof.ok, true);
  assert.equal(proof.checked.unknown_resolved, 1);
});

test('books that cannot be read, do not verify or do not balance are violations', async () => {
  const absent = async (): Promise<undefined> => undefined;
  assert.deepEqual(rules(await proven(stage(), { wallet: absent })), ['UNREADABLE']);
  assert.deepEqual(rules(await proven(stage(), { statement: absent })), ['UNREADABLE']);
  const audit = async (): Promise<{ valid: boolean; entries: number }> => ({
    valid: false,
    entries: 3,
  });
  assert.deepEqual(rules(await proven(stage(), { audit })), ['AUDIT_BROKEN']);
  const ledger = async (): Promise<{ balanced: boolean; transactions: number }> => ({
    balanced: false,
    transactions: 3,
  });
  assert.deepEqual(rules(await proven(stage(), { ledger })), ['LEDGER_UNBALANCED']);
});

test('negative balances, doubled rows and changed amounts are noticed', async () => {
  const books = stage();
  const [newest] = books.rows;
  assert.ok(newest);
  books.rows.push({ ...newest });
  newest['amount'] = '1.01';
  newest['balance_after'] = '-0.01';
  const proof = await proven(books);
  assert.deepEqual(rules(proof), ['NEGATIVE_BALANCE', 'TXN_CHANGED', 'TXN_TWICE']);
});

test('of many violations the first are shown and all are counted', async () => {
  const books = stage();
  for (let count = 0; count < 50; count += 1) {
    const row = { type: 'credit', status: 'committed', amount: '1.00' };
    books.rows.push({ ...row, txn_id: `t_x${count}` });
  }
  const proof = await proven(books);
  assert.equal(proof.violation_count, 50);
  assert.equal(proof.violations.length, 20);
});
