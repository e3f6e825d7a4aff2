import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadContract } from '../contract/operations.js';
import { buildRequest } from './build.js';
import type { Received } from './delivery.js';
import { judgeAnswer } from './judge.js';

const { debitRound, getWallet } = loadContract().operations;
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SENT = { 'x-request-id': 'req_1', traceparent: `00-${TRACE}-b7ad6b7169203331-01` };
const HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'x-request-id': 'req_1',
  traceparent: `00-${TRACE}-00f067aa0ba902b7-01`,
};

function answer(over: Partial<Omit<Received, 'text'>> & { body?: unknown } = {}): Received {
  const { body = { txn_id: 't_1', balance: '90.00', status: 'committed' }, ...facts } = over;
  const text = JSON.stringify(body);
  return { kind: 'received', status: 200, headers: HEADERS, text, ms: 1, ...facts };
}

function rulesOf(received: Received, operation = debitRound): readonly string[] {
  const request = buildRequest(operation, { player_id: 'p_1' }, { headers: SENT });
  return [...new Set(judgeAnswer(operation, request, received).map(({ rule }) => rule))];
}

const refusal = (error: string): object => ({
  error,
  message: 'No.',
  trace_id: TRACE,
  details: {},
});

test('an answer that keeps the contract has no breach', () => {
  assert.deepEqual(rulesOf(answer()), []);
  assert.deepEqual(rulesOf(answer({ status: 422, body: refusal('INSUFFICIENT_FUNDS') })), []);
});

test('each way of leaving the contract has its rule', () => {
  const cases: readonly [string, Received][] = [
    ['schema', answer({ body: { balance: '90.00', status: 'committed' } })],
    ['schema', answer({ body: { txn_id: 't', balance: 90, status: 'committed' } })],
    ['status', answer({ status: 204, body: {} })],
    ['content_type', answer({ headers: { ...HEADERS, 'content-type': 'text/html' } })],
    ['request_id', answer({ headers: { ...HEADERS, 'x-request-id': 'other' } })],
    ['traceparent', answer({ headers: { ...HEADERS, traceparent: '' } })],
    ['error_code', answer({ status: 409, body: refusal('INSUFFICIENT_FUNDS') })],
    ['error_code', answer({ status: 422, body: refusal('UNDER_AGE') })],
  ];
  for (const [rule, received] of cases) {
    assert.ok(rulesOf(received).includes(rule), `${rule}: ${received.text}`);
  }
});

test('a server error, a body that is not JSON and a bare error body are told apart', () => {
  const broken = answer({ status: 500, body: { error: 'INTERNAL_ERROR' } });
  assert.ok(rulesOf(broken).includes('server_error'));
  assert.ok(rulesOf(broken).includes('error_body'));
  assert.ok(rulesOf({ ...answer(), text: '<html>' }).includes('json'));
});

test('money beside its currency carries exactly its decimals', () => {
  const wallet = { player_id: 'p', currency: 'EUR', cash: '1.0', bonus: '0.00', held: '0.00' };
  const received = answer({ body: { ...wallet, held_in_play: '0.00' } });
  assert.deepEqual(rulesOf(received, getWallet), ['money']);
});
