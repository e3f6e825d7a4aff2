import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Received } from '../../client/index.js';
import type { TargetMap } from './map.js';
import { openMemory } from './memory.js';
import type { Reading } from './readings.js';
import { openTranslation } from './translation.js';
import type { Translation } from './translation.js';

const MAP: TargetMap = {
  money: { format: 'minor-int' },
  headers: { 'X-Operator': '42' },
  ok: 'code = 0',
  error: 'code',
  errors: { '4': 'INSUFFICIENT_FUNDS', '9': ['TXN_NOT_FOUND', 'ROUND_NOT_FOUND'] },
  secrets: { pin: '1234' },
  operations: {
    getWallet: { method: 'GET', path: '/w/{player_id}', query: '{ "pin": $secret.pin }' },
    debitRound: {
      method: 'POST',
      path: '/bet',
      headers: { 'X-Id': '{idempotency_key}' },
      request: '{ "p": player_id, "cents": amount, "text": $reference.amount }',
      response: { txn_id: 'trx.id', balance: 'bal', replayed: '$headers.seen = "yes"' },
      optional: ['balance'],
      errors: { '4': 'LIMIT_EXCEEDED', 'http:409': 'IDEMPOTENCY_CONFLICT' },
    },
    rollbackRound: { method: 'POST', path: '/undo', body: 'form', request: '{ "of": debit_key }' },
  },
};

const stage = (): Promise<Translation> => openTranslation(MAP, {}, 'run');

const INPUT = { player_id: 'a b', amount: '10.50', currency: 'EUR', idempotency_key: 'k1' };

async function read(body: unknown, status = 200, headers = {}): Promise<Reading> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const received: Received = { kind: 'received', status, headers, text, ms: 1 };
  return (await stage()).readingOf('debitRound', INPUT, received, 'EUR');
}

test('a request says in the words of the target what the input says', async () => {
  const translation = await stage();
  const bet = await translation.requestOf('debitRound', INPUT, 'EUR');
  assert.deepEqual(bet, {
    method: 'POST',
    path: '/bet',
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      'x-operator': '42',
      'x-id': 'k1',
    },
    body: '{"p":"a b","cents":1050,"text":"10.50"}',
  });
  const wallet = await translation.requestOf('getWallet', INPUT, 'EUR');
  assert.deepEqual([wallet.path, wallet.body], ['/w/a%20b?pin=1234', undefined]);
  const undo = await translation.requestOf('rollbackRound', { debit_key: 'k 1' }, 'EUR');
  assert.equal(undo.body, 'of=k+1');
  assert.equal(undo.headers['content-type'], 'application/x-www-form-urlencoded');
});

test('what a request cannot say is found by trying', async () => {
  const translation = await stage();
  const members = ['amount', 'player_id', 'idempotency_key', 'currency', 'round_id'];
  const said = members.filter((member) => translation.says('debitRound', member));
  assert.deepEqual(said, ['amount', 'player_id', 'idempotency_key']);
  assert.equal(translation.says('rollbackRound', 'stake'), true);
  assert.equal(translation.says('rollbackRound', 'idempotency_key'), false);
});

test('an accepted answer is read, and held to the shape its map declares', async () => {
  const sound = await read({ code: 0, trx: { id: 7 }, bal: 9000 }, 200, { seen: 'yes' });
  assert.deepEqual(sound.body, { txn_id: '7', balance: '90.00' });
  assert.deepEqual([sound.ok, sound.replayed, sound.faults], [true, true, []]);

  assert.match((await read({ code: 0, bal: 1 })).faults.join(), /^txn_id is missing \(map\.op/);
  assert.deepEqual((await read({ code: 0, trx: { id: 'x' } })).faults, []);
  const float = await read({ code: 0, trx: { id: 'x' }, bal: 1.5 });
  assert.match(float.faults.join(), /balance is 1.5, not money as minor-int/);
  assert.match((await read({ code: 0, trx: { id: {} } })).faults.join(), /not an id/);
  for (const nothing of [{}, 'nothing', '', '[]', 'null'])
    assert.equal((await read(nothing)).ok, false);
});

test('a refusal has the codes it may stand for, the operation’s own before those of all', async () => {
  const told = async (body: unknown, status?: number) => (await read(body, status)).codes;
  assert.deepEqual(await told({ code: 4 }), ['LIMIT_EXCEEDED']);
  assert.deepEqual(await told({ code: 9 }), ['TXN_NOT_FOUND', 'ROUND_NOT_FOUND']);
  assert.deepEqual(await told('busy', 409), ['IDEMPOTENCY_CONFLICT']);
  assert.deepEqual(await told({ code: 77 }), []);
  assert.equal((await read({ code: 77 })).wireCode, '77');
});

test('a run remembers by which names a bet is known', () => {
  const memory = openMemory();
  const bet = { ...INPUT, round_id: 'r' };
  memory.asked('debitRound', bet);
  assert.equal(memory.isRepeat('debitRound', bet), false);
  memory.heard('debitRound', bet, { txn_id: 't1' });
  memory.asked('debitRound', bet);
  assert.equal(memory.isRepeat('debitRound', bet), true);
  assert.equal(memory.isRepeat('debitRound', { ...bet, amount: '11.00' }), false);

  const known = { stake_amount: '10.50', txn_ref: 't1', debit_key: 'k1' };
  const byTxn = memory.completed('rollbackRound', { txn_ref: 't1' });
  assert.deepEqual(byTxn, { ...known, named_by: 'txn_ref' });
  const byKey = memory.completed('rollbackRound', { debit_key: 'k1' });
  assert.deepEqual(byKey, { ...known, named_by: 'debit_key' });
  const unknown = memory.completed('creditRound', { txn_ref: 'nobody' });
  assert.deepEqual(unknown, {
    txn_ref: 'nobody',
    debit_key: 'nobody',
    named_by: 'txn_ref',
    final: true,
  });
});

test('a rollback of one stake is a repeat, whatever key it has', () => {
  const memory = openMemory();
  memory.asked('rollbackRound', { txn_ref: 't1', idempotency_key: 'k1' });
  memory.asked('rollbackRound', { txn_ref: 't1', idempotency_key: 'k2' });
  assert.equal(memory.isRepeat('rollbackRound', { txn_ref: 't1', idempotency_key: 'k3' }), true);
  assert.equal(memory.isRepeat('rollbackRound', { txn_ref: 't2', idempotency_key: 'k1' }), false);
});
