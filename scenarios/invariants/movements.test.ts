import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HistoryCall } from '../../src/harness/history.js';
import type { MoneyCall } from './money-calls.js';
import { movementsOf, reachableFrom } from './movements.js';

const CALL = { body: {} } as HistoryCall; // only read by those who tell the story of a call

const stage = (...calls: readonly Partial<MoneyCall>[]): readonly MoneyCall[] =>
  calls.map((call) => ({
    ...{ type: 'debit', playerId: 'p', roundId: 'r', key: 'k', sent: {}, txnId: null, call: CALL },
    outcome: call.txnId === undefined ? 'unknown' : 'moved',
    ...call,
  }));

const balances = (...calls: readonly Partial<MoneyCall>[]): readonly number[] =>
  reachableFrom(10_000, movementsOf(stage(...calls), 'EUR'));

const debit = { sent: { amount: '10.00' } };
const rollback = { type: 'rollback', key: 'back', sent: { debit_key: 'k' } } as const;

test('acknowledged transactions move the balance once, however often they are answered', () => {
  const credit = { type: 'credit', key: 'w', sent: { win_amount: '2.50' }, txnId: 't2' } as const;

  assert.deepEqual(balances({ ...debit, txnId: 't1' }, { ...debit, txnId: 't1' }), [9_000]);
  assert.deepEqual(balances({ ...debit, txnId: 't1' }, credit), [9_250]);
  assert.deepEqual(balances({ ...debit, txnId: null, outcome: 'refused' }), [10_000]);
});

test('a call that nobody answered moved the balance or did not, until a repeat tells', () => {
  const other = { ...debit, key: 'k2', sent: { amount: '0.01' } };

  assert.deepEqual(balances(debit, debit), [9_000, 10_000]);
  assert.deepEqual(balances(debit, other), [8_999, 9_000, 9_999, 10_000]);
  assert.deepEqual(balances(debit, { ...debit, txnId: 't1' }), [9_000]);
});

test('a rollback tells what became of a stake that nobody heard of', () => {
  assert.deepEqual(balances(debit, { ...rollback, txnId: 't2' }), [10_000]);
  assert.deepEqual(balances(debit, { ...rollback, txnId: null, outcome: 'voided' }), [10_000]);
  assert.deepEqual(balances({ ...debit, txnId: 't1' }, rollback), [9_000, 10_000]);
});

test('a rollback returns its stake once, by key or transaction, under whatever keys', () => {
  const named = { ...rollback, key: 'again', sent: { txn_ref: 't1' }, txnId: 't2' };
  const taken = { ...debit, txnId: 't1' };

  assert.deepEqual(balances(taken, { ...rollback, txnId: 't2' }, named), [10_000]);
  assert.deepEqual(balances(taken, named, { ...named, key: 'x', txnId: 't3' }), [11_000]);
});

test('nothing is claimed where an amount cannot be known', () => {
  const strange = { ...rollback, sent: { txn_ref: 'not ours' }, txnId: 't2' };

  assert.deepEqual(balances(strange), [Number.NaN]);
});

test('what a stake won of jackpots moves the balance once, under its own transaction', () => {
  const won = { jackpot_id: 'jp', hit_id: 'hit', amount: '7.00', txn_id: 't_2' };
  const call: HistoryCall = { ...CALL, body: { txn_id: 't_1', jackpot_wins: [won] } };
  const sent = { amount: '1.00' };
  const debit = { txnId: 't_1', outcome: 'moved', sent, call } as const;
  const movements = movementsOf(stage(debit, debit), 'EUR');
  assert.deepEqual([...movements.acknowledged.keys()], ['debit t_1', 'jackpot_win t_2']);
  assert.deepEqual(reachableFrom(1_000, movements), [1_600]);
});

test('both halves of a play move, or neither', () => {
  const sent = { amount: '10.00', win_amount: '25.00' };
  const stake = { type: 'debit', sent, ofPlay: 'k' } as const;
  const win = { ...stake, type: 'credit' } as const;
  const translated = { ...CALL, translated: true };

  assert.deepEqual(balances(stake, win), [10_000, 11_500]);
  assert.deepEqual(balances(stake, win, stake, win), [10_000, 11_500]);
  assert.deepEqual(balances({ ...stake, txnId: 't1' }, { ...win, txnId: 't2' }), [11_500]);
  // A stranger that ignores what comes after its rollback may answer as if it were played.
  const told = [stake, win].map((half, nth) => ({ ...half, txnId: `t${nth}`, call: translated }));
  const back = { ...rollback, call: translated, txnId: 't9' };
  assert.deepEqual(balances(back, ...told), [10_000]);
});
