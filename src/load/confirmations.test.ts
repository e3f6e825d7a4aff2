import assert from 'node:assert/strict';
import { test } from 'node:test';
import { followDeposits } from './confirmations.js';
import type { Confirmations } from './confirmations.js';
import { createRecorder, everyAnswer, maxMs } from './histograms.js';
import type { Recorder } from './histograms.js';
import { PAYMENT_CONFIRMATION } from './payments.js';
import { judgeThresholds } from './thresholds.js';

function stage(): {
  readonly recorder: Recorder;
  readonly confirmations: Confirmations;
  hear(operation: string, paymentId: string, status: string): void;
  counts(): { readonly good: number; readonly bad: number };
} {
  const recorder = createRecorder();
  const confirmations = followDeposits(recorder);
  return {
    recorder,
    confirmations,
    hear: (operation, paymentId, status) => {
      const body = { payment_id: paymentId, status };
      const answer = { outcome: 'ok', status: 200, body } as const;
      confirmations.heard({ operation, phase: 'steady', answer });
    },
    counts: () => {
      const { latency, errors } = recorder.merged(PAYMENT_CONFIRMATION, ['steady']);
      return { good: latency.totalCount, bad: errors.totalCount };
    },
  };
}

test('a deposit lasts from its acceptance until it is first read as completed', async () => {
  const { recorder, hear, counts } = stage();
  hear('createDeposit', 'a', 'pending');
  hear('getPayment', 'a', 'pending');
  assert.deepEqual(counts(), { good: 0, bad: 0 });
  await new Promise((resolve) => setTimeout(resolve, 20));
  hear('getPayment', 'a', 'completed');
  hear('getPayment', 'a', 'completed');
  hear('createDeposit', 'a', 'pending');
  assert.deepEqual(counts(), { good: 1, bad: 0 });
  assert.ok(maxMs(everyAnswer(recorder.merged(PAYMENT_CONFIRMATION, ['steady']))) >= 19);
});

test('one that failed, and one that nobody saw final, are failures; withdrawals are neither', () => {
  const { confirmations, hear, counts } = stage();
  hear('createDeposit', 'a', 'pending');
  hear('createDeposit', 'b', 'pending');
  hear('createDeposit', 'c', 'pending');
  hear('createWithdrawal', 'd', 'held');
  confirmations.read('a', 'failed');
  confirmations.read('b', 'completed');
  confirmations.read('d', 'completed');
  confirmations.close();
  assert.deepEqual(counts(), { good: 1, bad: 2 });
});

test('a confirmation is no request: it is judged by its own threshold only', () => {
  const { recorder, confirmations, hear } = stage();
  hear('createDeposit', 'a', 'pending');
  confirmations.close();
  recorder.record({
    operation: 'createDeposit',
    phase: 'steady',
    ok: true,
    latencyUs: 1_000,
    serviceUs: 1_000,
  });
  const measured = {
    recorder,
    phases: ['steady'],
    offeredTurns: 1,
    completedTurns: 1,
    achievedRate: 1,
    offeredRate: 1,
    unknownOutcomes: 0,
    openPayments: 0,
  } as const;
  const [errors, late] = judgeThresholds(
    [
      { metric: 'error_rate', limit: 0 },
      { metric: 'p99_ms', operation: PAYMENT_CONFIRMATION, limit: 1_000, min_samples: 2 },
    ],
    measured,
  );
  assert.deepEqual([errors?.samples, errors?.ok], [1, true]);
  assert.deepEqual([late?.samples, late?.ok], [1, false]);
});
