import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { P99_DRIFT, MEMORY_GROWTH, watchDrift, windowsOf } from './drift.js';
import { createRecorder } from './histograms.js';
import type { Act } from './moments.js';
import type { Exchange } from './recording.js';
import { RECOVERIES, RTO, watchRecovery } from './recovery.js';
import { understand } from './steps.js';
import type { Settled } from './steps.js';
import { TURNED_AWAY, WITHOUT_RETRY_AFTER, watchTurnedAway } from './turned-away.js';

const heardOf = (settled: Settled, serviceMs = 0): Exchange => ({
  operation: 'debitRound',
  phase: 'steady',
  settled,
  answer: understand(settled, 200),
  latencyMs: serviceMs,
  serviceMs,
});

const answered = (status: number, retryAfter?: string, error = 'PARTNER_UNAVAILABLE'): Settled => ({
  kind: 'answered',
  status,
  text: JSON.stringify({ error }),
  retryAfter,
});

const moment = (act: Act) => ({ phase: 'down', what: 'trouble', act });

test('PAY-07: whoever is turned away without being told when to come again is counted', () => {
  const observer = watchTurnedAway();
  assert.deepEqual(observer.measures(), {}, 'no trouble, nothing measured');
  observer.acts?.(moment({ kind: 'partner', partner: 'psp', mode: 'down' }));
  observer.heard?.(heardOf(answered(503, '7')));
  observer.heard?.(heardOf(answered(503)));
  observer.heard?.(heardOf(answered(503, 'soon')));
  observer.heard?.(heardOf(answered(503, '7', 'INTERNAL_ERROR')));
  observer.heard?.(heardOf(answered(200)));
  assert.deepEqual(observer.measures(), { [TURNED_AWAY]: 3, [WITHOUT_RETRY_AFTER]: 2 });
});

test('RES-02: recovery ends with the first money request that was sent after the kill', async () => {
  const observer = watchRecovery();
  observer.heard?.(heardOf(answered(200)));
  assert.deepEqual(observer.measures(), {});
  observer.acts?.(moment({ kind: 'crash' }));
  assert.deepEqual(observer.measures(), { [RTO]: Infinity, [RECOVERIES]: 0 });
  observer.heard?.(heardOf(answered(200), 5));
  observer.heard?.(heardOf({ kind: 'unsent', reason: 'refused' }));
  assert.equal(observer.measures()[RECOVERIES], 0, 'it was under way when the process died');
  await pause(80);
  observer.heard?.(heardOf(answered(200)));
  const measures = observer.measures();
  assert.equal(measures[RECOVERIES], 1);
  assert.ok((measures[RTO] ?? 0) >= 79, `${measures[RTO]} ms`);
});

test('drift is the last window against the first; of few samples nothing is said', async () => {
  const recorder = createRecorder();
  const [first, , last] = windowsOf(3, 3_000, 10).map(({ phase }) => phase);
  const record = (phase: string | undefined, latencyUs: number, count: number): void => {
    for (let at = 0; at < count; at += 1) {
      const sample = { operation: 'debitRound', ok: true, latencyUs, serviceUs: latencyUs };
      recorder.record({ ...sample, phase: phase ?? '' });
    }
  };
  let megabytes = 100;
  const text = async (): Promise<string> =>
    `# HELP x\nprocess_resident_memory_bytes ${megabytes}000000\n`;
  const observer = watchDrift({ target: { text }, recorder }, 'debitRound', 3);
  observer.looks?.(first ?? '');
  await pause(5);
  megabytes = 150;
  observer.looks?.(last ?? '');
  await pause(5);
  record(first, 40_000, 300);
  record(last, 100_000, 100);
  assert.equal(observer.measures()[P99_DRIFT], undefined);
  record(last, 100_000, 200);
  assert.equal(Math.round((observer.measures()[P99_DRIFT] ?? 0) * 10), 25);
  assert.equal(observer.measures()[MEMORY_GROWTH], 1.5);
});
