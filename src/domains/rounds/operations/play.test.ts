import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openStage } from '../../../sandbox/stage.js';
import type { Members } from '../../../sandbox/stage.js';

async function stage() {
  const on = await openStage();
  const player = { player_id: await on.player({ bonus: '5' }) };
  const stake = { ...player, round_id: 'r1', amount: '10', currency: 'EUR' };
  let keys = 0;
  const key = () => ({ idempotency_key: `key_${(keys += 1)}` });
  return {
    ...on,
    both: (members: Members = {}) =>
      on.call('playRound', { ...stake, ...key(), win_amount: '25', ...members }),
    debit: () => on.call('debitRound', { ...stake, ...key() }),
    credit: (txn: unknown) =>
      on.call('creditRound', { ...player, round_id: 'r1', txn_ref: txn, win_amount: '25' }),
    rollback: (txn: unknown) =>
      on.call('rollbackRound', { ...player, ...key(), round_id: 'r1', txn_ref: txn }),
    round: async () => (await on.call('getRound', { ...player, round_id: 'r1' })).body,
    wallet: async () => (await on.call('getWallet', player)).body,
    rows: async () =>
      (await on.call('listTransactions', player)).body['items'] as readonly Members[],
  };
}

test('a bet and win in one call is the debit and the credit that two calls would be', async () => {
  const [one, two] = [await stage(), await stage()];
  const { body } = await one.both();
  const paid = await two.credit((await two.debit()).body['txn_id']);
  const { win_txn_id: winId, ...others } = body;
  assert.deepEqual(others, { txn_id: body['txn_id'], balance: '120.00', status: 'committed' });
  assert.equal(paid.body['balance'], '120.00');
  assert.deepEqual(await one.wallet(), await two.wallet());
  const [own, apart] = [await one.rows(), await two.rows()];
  const plain = ({ txn_id: _id, reference: _reference, ...row }: Members) => row;
  assert.deepEqual(own.map(plain), apart.map(plain));
  assert.deepEqual([own[0]?.['txn_id'], own[0]?.['reference']], [winId, body['txn_id']]);
  assert.equal((await one.round())['status'], 'closed');
  assert.deepEqual(one.books().violations, []);
});

test('the win of a play is known by its transaction, and is the first on its stake', async () => {
  const { both, credit, rollback } = await stage();
  const { body } = await both({ final: false });
  const again = await credit(body['txn_id']);
  assert.equal(again.body['txn_id'], body['win_txn_id']);
  const back = await rollback(body['win_txn_id']);
  assert.equal(back.outcome, 'TXN_NOT_FOUND');
});

test('a bet and win in one call is done whole or not at all', async () => {
  const { both, wallet, books, rows } = await stage();
  const before = await wallet();
  const refusals = [
    [{ amount: '105.01', win_amount: '500' }, 'INSUFFICIENT_FUNDS'],
    [{ win_amount: '1.001' }, 'VALIDATION_ERROR'],
    [{ win_amount: '90071992547409.91' }, 'VALIDATION_ERROR'],
    [{ currency: 'USD' }, 'CURRENCY_MISMATCH'],
  ] as const;
  for (const [members, code] of refusals) {
    assert.equal((await both(members)).outcome, code);
    assert.deepEqual(await wallet(), before);
  }
  assert.ok((await rows()).every(({ type }) => type === 'adjustment'));
  assert.deepEqual(books().violations, []);
});
