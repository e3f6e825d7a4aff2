import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRecorder } from './histograms.js';
import { createIntervalLog, mergedIntervals } from './intervals.js';
import type { Interval } from './intervals.js';
import { thresholdsFor } from './scenario.js';
import { answering, smallTarget, tryOpen } from './stage.js';
import { judgeThresholds } from './thresholds.js';
import type { Measured, Threshold } from './thresholds.js';

/** 99 answers of 1 ms and one failure of 500 ms, completed at 49 of 50 turns per second. */
function stage(): Measured {
  const recorder = createRecorder();
  const sample = { operation: 'debitRound', phase: 'steady' } as const;
  for (let count = 0; count < 99; count += 1) {
    recorder.record({ ...sample, ok: true, latencyUs: 1_000, serviceUs: 1_000 });
  }
  recorder.record({ ...sample, ok: false, latencyUs: 500_000, serviceUs: 500_000 });
  return {
    recorder,
    phases: ['steady'],
    offeredTurns: 100,
    completedTurns: 98,
    achievedRate: 49,
    offeredRate: 50,
    unknownOutcomes: 2,
    openPayments: 0,
    measures: { 'pots short by': 3 },
  };
}

const JUDGED: readonly (readonly [string, Threshold, number, boolean])[] = [
  ['a met percentile', { metric: 'p99_ms', operation: 'debitRound', limit: 2 }, 1, true],
  ['a missed one', { metric: 'p90_ms', operation: 'debitRound', limit: 0.5 }, 1, false],
  [
    'failures count in latency',
    { metric: 'max_ms', operation: 'debitRound', limit: 400 },
    500,
    false,
  ],
  ['no samples', { metric: 'p99_ms', operation: 'creditRound', limit: 100 }, 0, false],
  [
    'too few samples',
    { metric: 'p99_ms', operation: 'debitRound', limit: 2, min_samples: 101 },
    1,
    false,
  ],
  ['a met error rate', { metric: 'error_rate', limit: 0.01 }, 0.01, true],
  ['one operation', { metric: 'error_rate', operation: 'debitRound', limit: 0.01 }, 0.01, true],
  ['an operation nobody asked', { metric: 'error_rate', operation: 'a', limit: 1 }, 1, false],
  ['another phase', { metric: 'error_rate', phase: 'ramp', limit: 1 }, 1, false],
  ['what nobody explained', { metric: 'unknown_outcomes', limit: 1 }, 2, false],
  ['no open payment', { metric: 'open_payments', limit: 0 }, 0, true],
  ['a measure', { metric: 'measure', measure: 'pots short by', limit: 3 }, 3, true],
  [
    'a measure from below',
    { metric: 'measure', measure: 'pots short by', sense: 'at least', limit: 4 },
    3,
    false,
  ],
  ['a measure nobody took', { metric: 'measure', measure: 'b', limit: 1 }, 0, false],
  ['a missed error rate', { metric: 'error_rate', limit: 0.009 }, 0.01, false],
  ['a met share', { metric: 'achieved_share', limit: 0.98 }, 0.98, true],
  ['a missed share', { metric: 'achieved_share', limit: 0.99 }, 0.98, false],
  ['a met rate', { metric: 'achieved_rate', limit: 49 }, 49, true],
  ['a missed rate', { metric: 'achieved_rate', limit: 50 }, 49, false],
  ['a rate of too few', { metric: 'achieved_rate', limit: 1, min_samples: 99 }, 49, false],
];

for (const [what, threshold, actual, ok] of JUDGED) {
  test(`thresholds: ${what}`, () => {
    const [result] = judgeThresholds([threshold], stage());
    assert.ok(result);
    assert.equal(Math.round(result.actual * 100) / 100, actual);
    assert.equal(result.ok, ok);
  });
}

test('a run without any sample meets nothing', () => {
  const silent = { ...stage(), recorder: createRecorder(), achievedRate: 0 };
  const all = judgeThresholds(
    [
      { metric: 'error_rate', limit: 0.5 },
      { metric: 'achieved_share', limit: 0.1 },
    ],
    silent,
  );
  assert.deepEqual(
    all.map(({ ok }) => ok),
    [false, false],
  );
});

test('a slow target misses its threshold', async () => {
  const target = await smallTarget((request, response) => {
    setTimeout(() => answering(request, response), 60);
  });
  const trial = { rate: 100, durationMs: 500, connections: 20 };
  const { outcome, recorder } = await tryOpen(target, trial);
  target.close();
  const measured = { ...stage(), recorder, completedTurns: outcome.completed['steady'] ?? 0 };
  const slow: Threshold = { metric: 'p99_ms', operation: 'getWallet', limit: 50 };
  const [result] = judgeThresholds([slow], measured);
  assert.equal(result?.samples, 50);
  assert.equal(result?.ok, false);
  assert.ok((result?.actual ?? 0) >= 60);
});

test('a closed model is judged by what it achieved, not by a share of nothing', () => {
  const share: Threshold = { metric: 'achieved_share', limit: 0.97 };
  const errors: Threshold = { metric: 'error_rate', limit: 0 };
  assert.deepEqual(thresholdsFor([share, errors], 'open'), [share, errors]);
  assert.deepEqual(
    thresholdsFor([share, errors], 'closed').map(({ metric }) => metric),
    ['error_rate', 'achieved_rate'],
  );
});

/** Answers of 1 ms in so many seconds one after the other, and one slow second among them. */
function windowed(seconds: readonly (readonly number[])[]): Measured {
  const recorder = createRecorder();
  const intervals: readonly Interval[] = seconds.map((values, second) => {
    const log = createIntervalLog();
    for (const ms of values) log.record(second, ms * 1_000);
    return log.intervals()[0] ?? mergedIntervals([], second);
  });
  recorder.record({ ...SAMPLE, ok: true, latencyUs: 1_000, serviceUs: 1_000 });
  return { ...stage(), recorder: { ...recorder, intervals: () => intervals } };
}

const SAMPLE = { operation: 'debitRound', phase: 'steady' } as const;
const CALM = [1, 1, 1];

test('within windows the worst one decides, however good the whole', () => {
  const measured = windowed([CALM, CALM, [1, 1, 80], CALM, CALM]);
  const any = { metric: 'p99_ms', operation: 'debitRound', limit: 50, window_s: 2 } as const;
  const [result] = judgeThresholds([any], measured);
  assert.equal(result?.name, 'debitRound p99 ms, any 2 s');
  assert.equal(result?.actual, 80);
  assert.equal(result?.verdict, 'missed');
});

test('a window in which nothing came keeps no limit', () => {
  const measured = windowed([CALM, CALM, [], [], CALM, CALM, CALM]);
  const any = { metric: 'p99_ms', operation: 'debitRound', limit: 50, window_s: 2 } as const;
  const rate = { ...any, metric: 'achieved_rate', limit: 1 } as const;
  const results = judgeThresholds([any, rate], measured);
  assert.deepEqual(
    results.map(({ verdict, samples }) => [verdict, samples]),
    [
      ['missed', 0],
      ['missed', 0],
    ],
  );
});

test('windows longer than the run judge nothing and are therefore not kept', () => {
  const any = { metric: 'p99_ms', operation: 'debitRound', limit: 50, window_s: 60 } as const;
  const [result] = judgeThresholds([any], windowed([CALM, CALM]));
  assert.equal(result?.verdict, 'too few samples');
});

test('the rate of an operation counts its sound answers in each window', () => {
  const rate = { metric: 'achieved_rate', operation: 'debitRound', window_s: 2 } as const;
  const results = judgeThresholds(
    [
      { ...rate, limit: 3 },
      { ...rate, limit: 4 },
    ],
    windowed([CALM, CALM, CALM]),
  );
  assert.deepEqual(
    results.map(({ actual, ok }) => [actual, ok]),
    [
      [3, true],
      [3, false],
    ],
  );
});

test('a rate that was not reached is missed, however few there were to reach it', () => {
  const idle = { ...stage(), completedTurns: 0, achievedRate: 0 };
  const [rate] = judgeThresholds([{ metric: 'achieved_rate', limit: 50 }], idle);
  assert.deepEqual([rate?.verdict, rate?.samples], ['missed', 0]);
});
