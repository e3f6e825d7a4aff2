import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Delivery } from '../client/index.js';
import { loadContract } from '../contract/operations.js';
import { answerOf } from './answer.js';
import type { Answer } from './answer.js';
import { dialectOf } from './dialect/dialect.js';
import { expectOf } from './expect.js';
import { ExpectationFailed } from './failures.js';
import type { PlatformClient } from './platform.js';
import { openSession } from './session.js';
import type { Connection } from './session.js';

const RECEIPT = { txn_id: 't_1', balance: '90.00', status: 'committed' };
const REPLAYED = { 'idempotent-replayed': 'true' };

function stage() {
  const connection = { namespace: 'n', dialect: dialectOf() } as Connection;
  const session = openSession(connection, 'TEST-01');
  return { session, expect: expectOf(session, {} as PlatformClient) };
}

function answer(status: number, body: object, headers: Record<string, string> = {}): Answer {
  const text = JSON.stringify(body);
  return heard({ kind: 'received', status, headers, text, ms: 1 });
}

const heard = (delivery: Delivery): Answer =>
  answerOf(
    'http://target',
    {
      operation: 'debitRound',
      spec: loadContract().operations.debitRound,
      input: {},
      request: { method: 'POST', path: '/v1/games/rounds/debit', headers: {}, body: '{}' },
    },
    delivery,
  );

const lost = (reason: 'reset' | 'unreachable'): Answer =>
  heard({ kind: 'lost', reason, message: 'gone', ms: 1 });

const refusal = (code: string, details: object = {}): object => ({
  error: code,
  message: 'No.',
  trace_id: code,
  details,
});

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (thrown) {
    assert.ok(thrown instanceof ExpectationFailed);
    return thrown.message;
  }
  return 'it held';
}

test('what holds is counted and says nothing', () => {
  const { session, expect } = stage();
  assert.equal(expect(answer(200, RECEIPT)).accepted({ balance: '90.00' })['txn_id'], 't_1');
  expect(answer(422, refusal('LIMIT_EXCEEDED', { field: 'amount' }))).refused('LIMIT_EXCEEDED', {
    field: 'amount',
  });
  expect(answer(401, refusal('invalid_client'))).refused('invalid_client');
  expect(answer(422, refusal('DEBIT_VOIDED'), REPLAYED)).replayOf(
    answer(422, { ...refusal('DEBIT_VOIDED'), trace_id: 'another' }),
  );
  expect(lost('reset')).unknown();
  assert.equal(session.expectations, 9);
});

test('each failure says what was expected of what, and what came', () => {
  const { expect } = stage();
  const accepted = answer(200, RECEIPT);
  const refused = answer(422, refusal('INSUFFICIENT_FUNDS'));
  const cases: readonly [() => unknown, string][] = [
    [() => expect(refused).accepted(), 'debitRound was not accepted: 422 INSUFFICIENT_FUNDS'],
    [
      () => expect(accepted).accepted({ balance: '80.00' }),
      'debitRound was accepted with another body: balance: expected "80.00", was "90.00"',
    ],
    [
      () => expect(accepted).refused('DEBIT_VOIDED'),
      'debitRound was to be refused with 422 DEBIT_VOIDED, but: ' +
        '200 {"txn_id":"t_1","balance":"90.00","status":"committed"}',
    ],
    [
      () => expect(answer(409, refusal('DEBIT_VOIDED'))).refused('DEBIT_VOIDED'),
      'debitRound was to be refused with 422 DEBIT_VOIDED, but: 409 DEBIT_VOIDED',
    ],
    [
      () => expect(refused).refused('INSUFFICIENT_FUNDS', { field: 'amount' }),
      'debitRound was refused with other details: details.field: expected "amount", was absent',
    ],
    [
      () => expect(accepted).replayOf(accepted),
      'the repeat of debitRound was not marked as a replay',
    ],
    [
      () => expect(lost('unreachable')).unknown(),
      'debitRound was to go unanswered, but: no answer (unreachable)',
    ],
    [() => expect.that([1], 'the list').isEmpty(), 'expected the list to be empty, was [1]'],
  ];
  for (const [act, message] of cases) assert.equal(messageOf(act), message);
});

test('one effect among many is one first answer and equal replays', () => {
  const { expect } = stage();
  const [first, replay] = [answer(200, RECEIPT), answer(200, RECEIPT, REPLAYED)];
  assert.equal(expect.oneEffect([replay, first, replay])['txn_id'], 't_1');
  assert.match(
    messageOf(() => expect.oneEffect([first, first, replay])),
    /2 of 3 claim the effect/,
  );
  assert.match(
    messageOf(() => expect.oneEffect([replay, replay])),
    /0 of 2 claim the effect/,
  );
  const other = answer(200, { ...RECEIPT, txn_id: 't_2' }, REPLAYED);
  assert.match(
    messageOf(() => expect.oneEffect([first, other])),
    /expected "t_1", was "t_2"/,
  );
});
