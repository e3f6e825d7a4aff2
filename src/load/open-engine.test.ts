import assert from 'node:assert/strict';
import { test } from 'node:test';
import { everyAnswer, percentileMs } from './histograms.js';
import { sumOf } from './recording.js';
import { answering, oneRead, smallTarget, tryOpen } from './stage.js';
import type { Journey } from './steps.js';

test('every planned arrival is dispatched, completed and recorded once', async () => {
  const target = await smallTarget(answering);
  const { outcome, recorder } = await tryOpen(target, { rate: 300, durationMs: 1_000 });
  target.close();
  assert.equal(outcome.offered['steady'], 300);
  assert.equal(outcome.completed['steady'], 300);
  assert.equal(outcome.dropped, 0);
  assert.equal(recorder.merged('getWallet', ['steady']).latency.totalCount, 300);
  assert.equal(recorder.lag(['steady']).totalCount, 300);
});

test('a stall shows in full: latency counts from the intended start, service time does not', async () => {
  let stalled = false;
  const target = await smallTarget((request, response) => {
    if (stalled) return answering(request, response);
    stalled = true;
    setTimeout(() => answering(request, response), 500);
  });
  const { recorder } = await tryOpen(target, { rate: 200, durationMs: 1_000, connections: 1 });
  target.close();
  const { latency, service } = recorder.merged('getWallet', ['steady']);
  assert.equal(latency.totalCount, 200);
  // All that fell due during the stall waited behind it; only one request was slow in itself.
  assert.ok(percentileMs(latency, 60) > 50, `p60 latency ${percentileMs(latency, 60)} ms`);
  assert.ok(percentileMs(latency, 99) > 10 * percentileMs(service, 90));
  assert.ok(percentileMs(service, 90) < 50, `p90 service ${percentileMs(service, 90)} ms`);
});

test('a slow generator shows in the lag', async () => {
  const target = await smallTarget(answering);
  const busy = function* (): Journey {
    const untilMs = performance.now() + 20;
    while (performance.now() < untilMs);
    yield* oneRead();
  };
  const { recorder } = await tryOpen(target, { rate: 100, durationMs: 500, journeyOf: busy });
  target.close();
  assert.ok(percentileMs(recorder.lag(['steady']), 99) > 100);
});

test('arrivals beyond the bound are dropped and counted, never queued', async () => {
  const target = await smallTarget((request, response) => {
    setTimeout(() => answering(request, response), 300);
  });
  const { outcome } = await tryOpen(target, { rate: 100, durationMs: 500, maxInFlight: 5 });
  target.close();
  assert.equal(outcome.maxInFlight, 5);
  assert.ok(outcome.dropped > 20, `${outcome.dropped} dropped`);
  assert.equal(outcome.dropped + sumOf(outcome.completed), 50);
});

test('time-outs are errors that count at the time-out value', async () => {
  const target = await smallTarget((request) => request.resume());
  const trial = { rate: 50, durationMs: 200, connections: 20, timeoutMs: 150 };
  const { outcome, recorder } = await tryOpen(target, trial);
  target.close();
  const series = recorder.merged('getWallet', ['steady']);
  assert.equal(series.latency.totalCount, 0);
  assert.equal(series.errors.totalCount, 10);
  assert.equal(sumOf(outcome.completed), 0);
  assert.ok(percentileMs(everyAnswer(series), 50) >= 149);
});

test("a player's pause delays the step, and is neither latency nor time the target took", async () => {
  const target = await smallTarget(answering);
  const pausing = function* (): Journey {
    yield* oneRead();
    yield { operation: 'getPayment', input: {}, pauseMs: 400 };
  };
  const startedMs = performance.now();
  const trial = { rate: 20, durationMs: 200, journeyOf: pausing };
  const { outcome, recorder } = await tryOpen(target, trial);
  const tookMs = performance.now() - startedMs;
  target.close();
  assert.ok(tookMs >= 549, `${tookMs} ms`);
  assert.ok(outcome.lastEndMs < tookMs - 350, `${outcome.lastEndMs} of ${tookMs} ms`);
  assert.equal(outcome.completed['steady'], 4);
  const { latency } = recorder.merged('getPayment', ['steady']);
  assert.equal(latency.totalCount, 4);
  assert.ok(percentileMs(latency, 99) < 350, `p99 ${percentileMs(latency, 99)} ms`);
});

test('a defect of a journey ends the run instead of hanging it', async () => {
  const target = await smallTarget(answering);
  const faulty = function* (): Journey {
    yield* oneRead();
    throw new Error('the journey broke');
  };
  await assert.rejects(
    tryOpen(target, { rate: 10, durationMs: 100, journeyOf: faulty }),
    /the journey broke/,
  );
  const later = function* (): Journey {
    yield { operation: 'getWallet', input: {}, pauseMs: 20 };
    throw new Error('the journey broke later');
  };
  await assert.rejects(
    tryOpen(target, { rate: 10, durationMs: 100, journeyOf: later }),
    /the journey broke later/,
  );
  target.close();
});
