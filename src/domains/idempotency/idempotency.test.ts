import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openStage } from '../../sandbox/stage.js';
import type { Members } from '../../sandbox/stage.js';
import { payloadHash, receiptId, receiptIdOf, txnIdOf } from './model.js';

const key = fc.stringMatching(/^[A-Za-z0-9._:~-]{1,128}$/);

test('a txn_id is its receipt, told back and forth, and no other text is one', () => {
  fc.assert(
    fc.property(key, key, (client, name) => {
      const id = receiptId('1', client, name);
      assert.equal(id.length, 16);
      assert.match(txnIdOf(id), /^[A-Za-z0-9._:~-]{1,128}$/);
      assert.ok(receiptIdOf(txnIdOf(id))?.equals(id));
    }),
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      const id = receiptIdOf(text);
      assert.ok(id === undefined || txnIdOf(id) === text);
    }),
  );
  for (const text of ['', 't_', 't_AAAA', `t_${'A'.repeat(21)}B`, `x_${'A'.repeat(22)}`]) {
    assert.equal(receiptIdOf(text), undefined, text);
  }
});

test('keys meet only with the same seed, client and key', () => {
  fc.assert(
    fc.property(key, key, key, key, (client, name, otherClient, otherName) => {
      const same = client === otherClient && name === otherName;
      const [one, other] = [receiptId('1', client, name), receiptId('1', otherClient, otherName)];
      assert.equal(one.equals(other), same);
      assert.ok(!one.equals(receiptId('2', client, name)));
    }),
  );
});

const member = fc.stringMatching(/^[a-z_]{1,12}$/);
const body = fc.dictionary(member, fc.jsonValue({ maxDepth: 1 }), { noNullPrototype: true });

test('the order of members, meta and the key itself are no part of the payload', () => {
  fc.assert(
    fc.property(body, fc.jsonValue(), key, (members, meta, name) => {
      const { meta: _meta, idempotency_key: _key, ...rest } = members;
      const shuffled = Object.fromEntries(Object.entries(rest).reverse());
      const one = payloadHash('debitRound', {}, rest);
      const other = payloadHash('debitRound', {}, { meta, ...shuffled, idempotency_key: name });
      assert.ok(one.equals(other));
    }),
  );
});

test('any other member, value, operation or path makes another payload', () => {
  const base = { amount: '1.00', nested: { b: [1, 2] } };
  const hash = (members: unknown, operation = 'debitRound', path = {}): string =>
    payloadHash(operation, path, members).toString('hex');
  const hashes = [
    hash(base),
    hash({ ...base, amount: '1.0' }),
    hash({ ...base, amount: 1 }),
    hash({ ...base, more: null }),
    hash({ ...base, constructor: 'x' }),
    hash({ ...base, toString: 'x' }),
    hash({ amount: '1.00', nested: { b: [2, 1] } }),
    hash({ amount: '1.00' }),
    hash({}),
    hash(base, 'creditRound'),
    hash(base, 'debitRound', { round_id: 'r' }),
  ];
  assert.equal(new Set(hashes).size, hashes.length);
  assert.equal(hash(undefined), hash({}));
});

async function stage() {
  const on = await openStage();
  const place = { player_id: await on.player({ cash: '10' }), round_id: 'r1' };
  const debit = { ...place, amount: '4', currency: 'EUR' };
  const cash = async () =>
    (await on.call('getWallet', { player_id: place.player_id })).body['cash'];
  return { ...on, place, debit, cash };
}

test('the same request is answered with the same bytes and takes effect once', async () => {
  const { call, debit, cash, world } = await stage();
  const first = await call('debitRound', debit, { key: 'k' });
  await call('debitRound', { ...debit, amount: '1' }, { key: 'k2' });
  world.restart(true);
  const repeats = [
    await call('debitRound', debit, { key: 'k' }),
    await call('debitRound', { ...debit, idempotency_key: 'k' }),
    await call('debitRound', { ...debit, idempotency_key: 'k' }, { key: 'k' }),
    await call('debitRound', { ...debit, meta: { attempt: 2 } }, { key: 'k' }),
  ];
  for (const repeat of repeats) {
    assert.deepEqual([repeat.outcome, repeat.text, repeat.replayed], ['success', first.text, true]);
  }
  assert.equal(first.replayed, false);
  assert.equal(await cash(), '5.00');
});

test('equal requests at once take effect once and are answered alike', async () => {
  const { call, debit, cash } = await stage();
  const told = await Promise.all(
    Array.from({ length: 20 }, () => call('debitRound', debit, { key: 'k' })),
  );
  assert.equal(new Set(told.map(({ text }) => text)).size, 1);
  assert.equal(told.filter(({ replayed }) => !replayed).length, 1);
  assert.equal(await cash(), '6.00');
});

test('a key that was used for something else is in conflict, and nothing happens', async () => {
  const { call, debit, place, cash, player } = await stage();
  const other = await player();
  await call('debitRound', debit, { key: 'k' });
  const conflicts: readonly (readonly ['debitRound' | 'rollbackRound' | 'closeRound', Members])[] =
    [
      ['debitRound', { ...debit, amount: '4.00' }],
      ['debitRound', { ...debit, currency: 'USD' }],
      ['debitRound', { ...debit, player_id: other }],
      ['debitRound', { ...debit, player_id: 'nobody' }],
      ['debitRound', { ...debit, round_id: 'r2' }],
      ['rollbackRound', { ...place, debit_key: 'k' }],
      ['closeRound', place],
    ];
  for (const [operation, members] of conflicts) {
    const told = await call(operation, members, { key: 'k' });
    assert.equal(told.outcome, 'IDEMPOTENCY_CONFLICT', JSON.stringify(members));
  }
  assert.equal(await cash(), '6.00');
});

test('keys of one client never meet those of another', async () => {
  const { call, debit, cash } = await stage();
  await call('debitRound', debit, { key: 'k' });
  const told = await call('debitRound', { ...debit, amount: '1' }, { key: 'k', as: 'studio' });
  assert.deepEqual([told.outcome, told.replayed], ['success', false]);
  assert.equal(await cash(), '5.00');
});

test('a business refusal is final for its key; 400, 403, 404 and 409 bind nothing', async () => {
  const { call, debit, player, sql } = await stage();
  const dear = { ...debit, amount: '11' };
  const refused = await call('debitRound', dear, { key: 'final' });
  assert.equal(refused.outcome, 'INSUFFICIENT_FUNDS');
  const won = await call('debitRound', { ...debit, round_id: 'r2' }, { key: 'won' });
  const win = { ...debit, round_id: 'r2', txn_ref: won.body['txn_id'], win_amount: '50' };
  await call('creditRound', win);
  const again = await call('debitRound', dear, { key: 'final' });
  assert.deepEqual(
    [again.outcome, again.text, again.replayed],
    [refused.outcome, refused.text, true],
  );

  const receipts = sql('SELECT id FROM receipts').length;
  const asked = { key: 'free' };
  const unbound = [
    await call('debitRound', { ...debit, amount: '1.001' }, asked),
    await call('debitRound', debit, { ...asked, scopes: [] }),
    await call('debitRound', debit, { ...asked, authorization: 'Bearer x' }),
    await call('debitRound', { ...debit, player_id: 'late' }, asked),
    await call('debitRound', { ...debit, idempotency_key: 'final', amount: '2' }),
  ];
  assert.deepEqual(
    unbound.map(({ outcome }) => outcome),
    [
      'VALIDATION_ERROR',
      'SCOPE_MISSING',
      'TOKEN_INVALID',
      'PLAYER_NOT_FOUND',
      'IDEMPOTENCY_CONFLICT',
    ],
  );
  assert.equal(sql('SELECT id FROM receipts').length, receipts);
  await player({ player_id: 'late' });
  assert.equal(
    (await call('debitRound', { ...debit, player_id: 'late' }, asked)).outcome,
    'success',
  );
});

test('an optional key comes in the header; a body member of that name is like any unknown one', async () => {
  const { call, place } = await stage();
  const update = (members: Members, key?: string) =>
    call('updatePlayer', { player_id: place.player_id, ...members }, key ? { key } : {});
  const first = await update({ name: 'Ada' }, 'k');
  assert.equal((await update({ name: 'Ada' }, 'k')).replayed, true);
  assert.equal((await update({ name: 'Bo' }, 'k')).outcome, 'IDEMPOTENCY_CONFLICT');
  for (const member of ['k', null, 5, {}]) {
    const told = await update({ name: 'Cy', idempotency_key: member });
    assert.deepEqual([told.outcome, told.body['name'], told.replayed], ['success', 'Cy', false]);
  }
  assert.equal(first.outcome, 'success');
});
