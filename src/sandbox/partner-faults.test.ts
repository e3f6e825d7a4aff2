import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PartnerAnswer, PartnerCall } from '../domains/sagas/index.js';
import type { NewFault } from './faults.js';
import { createFaults } from './faults.js';
import { disturbedCall } from './partner-faults.js';

const CALL: PartnerCall = {
  partner: 'psp',
  name: 'psp.createCharge',
  method: 'POST',
  path: '/v1/charges',
  key: 'k',
  body: { payment_id: 'p1' },
};

const FINE: PartnerAnswer = { outcome: 'answered', status: 202, body: { status: 'accepted' } };
const TIMEOUT_MS = 40;

/** What the platform hears under a fault, and how often the partner was reached. */
async function heard(fault: NewFault): Promise<readonly [string, number, boolean, number]> {
  let reached = 0;
  const send = async (): Promise<PartnerAnswer> => {
    reached += 1;
    return FINE;
  };
  const { outcome, status, body } = await disturbedCall(
    createFaults('1', [fault]),
    TIMEOUT_MS,
    CALL,
    send,
  );
  return [outcome, status, 'status' in body, reached];
}

const operation = CALL.name;

test('each kind of fault on the way to a partner is heard as what it is', async () => {
  const expected: readonly (readonly [NewFault, readonly unknown[]])[] = [
    [{ operation, kind: 'status', status: 503 }, ['answered', 503, false, 0]],
    [{ operation, kind: 'reset_before' }, ['unreachable', 0, false, 0]],
    [{ operation, kind: 'reset_after_commit' }, ['unreachable', 0, false, 1]],
    [{ operation, kind: 'malformed_body' }, ['answered', 202, false, 1]],
    [{ operation, kind: 'latency', latency_ms: 5 }, ['answered', 202, true, 1]],
    [{ operation, kind: 'latency', latency_ms: 60_000 }, ['timeout', 0, false, 1]],
  ];
  for (const [fault, told] of expected) assert.deepEqual(await heard(fault), told, fault.kind);
});

test('a fault names the call, all calls of the partner, or none of them', async () => {
  const status = async (named: string, match?: NewFault['match']) =>
    (await heard({ operation: named, kind: 'status', status: 500, match }))[1];
  assert.equal(await status('psp.*'), 500);
  assert.equal(await status('psp.*', { payment_id: 'p1' }), 500);
  assert.equal(await status('psp.*', { payment_id: 'p2' }), 202);
  assert.equal(await status('kyc.*'), 202);
  assert.equal(await status('*'), 202, 'that is every operation of the contract');
});
