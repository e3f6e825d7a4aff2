import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Phase } from './arrivals.js';
import { createRecorder, everyAnswer, maxMs, percentileMs } from './histograms.js';
import type { Recorder } from './histograms.js';

function record(recorder: Recorder, phase: Phase, ms: number, ok = true): void {
  const us = ms * 1_000;
  recorder.record({ operation: 'debitRound', phase, ok, latencyUs: us, serviceUs: us });
}

test('merging phases gives the percentile of all values, not the mean of percentiles', () => {
  const recorder = createRecorder();
  for (let count = 0; count < 990; count += 1) record(recorder, 'ramp', 1);
  for (let count = 0; count < 110; count += 1) record(recorder, 'steady', 100);
  const { latency } = recorder.merged('debitRound', ['ramp', 'steady']);
  assert.equal(latency.totalCount, 1_100);
  assert.ok(Math.abs(percentileMs(latency, 89) - 1) < 0.01);
  assert.ok(Math.abs(percentileMs(latency, 91) - 100) < 0.2);
});

test('values keep three significant digits in microseconds', () => {
  const recorder = createRecorder();
  record(recorder, 'steady', 12.345);
  const { latency } = recorder.merged('debitRound', ['steady']);
  assert.ok(Math.abs(percentileMs(latency, 50) - 12.345) <= 0.012);
});

test('failures stand apart and count when everything is judged', () => {
  const recorder = createRecorder();
  record(recorder, 'steady', 1);
  record(recorder, 'steady', 10_000, false);
  const series = recorder.merged('debitRound', ['steady']);
  assert.deepEqual([series.latency.totalCount, series.errors.totalCount], [1, 1]);
  assert.ok(maxMs(series.latency) < 2);
  assert.ok(maxMs(everyAnswer(series)) > 9_990);
});

test('warm-up stays out of what is merged without it', () => {
  const recorder = createRecorder();
  record(recorder, 'warm-up', 500);
  record(recorder, 'steady', 1);
  assert.equal(recorder.merged('debitRound', ['ramp', 'steady']).latency.totalCount, 1);
  assert.equal(recorder.merged('unknown', ['steady']).latency.totalCount, 0);
});

test('a value past the highest trackable one makes the histogram grow', () => {
  const recorder = createRecorder();
  record(recorder, 'steady', 300_000);
  assert.ok(maxMs(recorder.merged('debitRound', ['steady']).latency) > 299_000);
});
