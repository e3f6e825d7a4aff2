import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TOLERANCE } from './baseline-terms.js';
import type { BaselineComparison } from './baseline-terms.js';
import type { LoadReport } from './results.js';
import { summaryText } from './summary.js';
import type { ThresholdResult } from './thresholds.js';

const SECOND = {
  at_s: 1,
  turns: 9,
  requests: 20,
  errors: 0,
  p50_ms: 1,
  p99_ms: 4,
  in_flight: 1,
  phase: 'steady',
  offered: 9,
  lag_p99_ms: 1,
  errors_by_kind: {},
};

const LATENCY = {
  samples: 400,
  errors: 0,
  p50: 1,
  p90: 2,
  p95: 3,
  p99: 4.5678,
  p999: null,
  max: 9,
};

const MET: ThresholdResult = {
  name: 'debitRound p99 ms',
  metric: 'p99_ms',
  operation: 'debitRound',
  phase: null,
  window_s: null,
  sense: 'at most',
  unit: 'ms',
  limit: 100,
  actual: 4.5678,
  samples: 400,
  min_samples: 1,
  verdict: 'met',
  ok: true,
};

const SOUND: LoadReport['validity'] = {
  reasons: [],
  lag_p50_ms: 0.4,
  lag_p99_ms: 1.2,
  event_loop_p99_ms: 2,
  dropped: 0,
  max_in_flight: 7,
  cpu: 0.25,
};

/** A short, sound evening; `over` changes what a test is about. */
function stage(over: Partial<LoadReport> = {}): readonly string[] {
  const report: LoadReport = {
    report: 'tablestakes/load@1',
    suite: { name: 'tablestakes', version: '0.1.0' },
    in_words: ['It held.'],
    objectives: { source: 'scenario', title: null },
    baseline: null,
    operation_series: {},
    phases: [{ name: 'steady', judged: true }],
    measures: {},
    happened: [],
    scenario: { id: 'LOAD-01', name: 'evening', title: 'An evening' },
    verdict: 'passed',
    missing: null,
    exit_code: 0,
    valid: true,
    validity: SOUND,
    thresholds: [MET],
    skipped: [],
    proof: {
      ok: true,
      violations: [],
      violation_count: 0,
      checked: {
        players: 10,
        money_requests: 400,
        transactions: 390,
        statement_rows: 400,
        unknown_outcomes: 2,
        unknown_resolved: 2,
        audit_entries: 800,
        ledger_transactions: null,
        payments: { completed: 7, undone: 2, open: 1 },
      },
    },
    latency_ms: { debitRound: { ...LATENCY, service_p50: 1, service_p99: 4, phases: {} } },
    rate: { offered: 200, achieved: 199.5, requests: 1_234.5 },
    seed: 'seed',
    run_id: 'run',
    load: {
      engine: 'tablestakes',
      mode: 'open',
      spacing: 'poisson',
      rate: 200,
      players: 10,
      connections: 4,
      duration_s: 2,
      warm_up_s: 1,
      timeout_s: 10,
      interrupted: false,
    },
    host: {
      node: 'v20',
      platform: 'linux-x64',
      cpu_model: 'cpu',
      cpus: 2,
      generator_beside_target: true,
    },
    target: { url: 'http://127.0.0.1:1', kind: 'own sandbox' },
    started_at: '2026-01-01T00:00:00.000Z',
    series: [SECOND, { ...SECOND, requests: 10, p99_ms: 8 }],
    ...over,
  };
  return summaryText(report).split('\n');
}

test('the verdict comes first, with what was offered and achieved', () => {
  const [first] = stage();
  const expected = '✓ PASSED  evening (LOAD-01): 200 of 200 offered turns/s, 1235 requests/s';
  assert.equal(first, expected);
});

test('an invalid run says that it judges nothing, and why', () => {
  const validity = { reasons: ['schedule lag p99 80 ms, the budget is 20 ms'] };
  const lines = stage({
    verdict: 'invalid',
    valid: false,
    validity: {
      ...validity,
      lag_p50_ms: 1,
      lag_p99_ms: 80,
      event_loop_p99_ms: 1,
      dropped: 0,
      max_in_flight: 1,
      cpu: 1,
    },
  });
  assert.match(lines[0] ?? '', /^! INVALID/);
  assert.match(lines[1] ?? '', /judges nothing/);
  assert.match(lines[2] ?? '', /schedule lag p99 80 ms/);
});

test('lost money is told before anything else, and each violation with its player', () => {
  const sound = { players: 1, money_requests: 1, transactions: 1, statement_rows: 1 };
  const counted = { unknown_outcomes: 0, unknown_resolved: 0 };
  const absent = { audit_entries: null, ledger_transactions: null, payments: null };
  const lines = stage({
    verdict: 'failed',
    proof: {
      ok: false,
      violations: [{ rule: 'BALANCE_WRONG', player_id: 'p1', message: '1.00 expected' }],
      violation_count: 3,
      checked: { ...sound, ...counted, ...absent },
    },
  });
  assert.match(lines[1] ?? '', /money was not exact: 3 violations/);
  assert.ok(lines.includes('    BALANCE_WRONG p1: 1.00 expected'));
  assert.ok(lines.includes('    … and 2 more'));
});

test('what was skipped is named with its reason, and payments are counted by how they stood', () => {
  const skipped = [{ name: 'deposit', reason: 'the target has no payment provider' }];
  const lines = stage({ skipped });
  assert.equal(
    lines[lines.indexOf('SKIPPED') + 1],
    '  – deposit: the target has no payment provider',
  );
  assert.ok(lines.includes('    payments: 7 completed, 2 undone, 1 still open'));
  assert.ok(!stage().includes('SKIPPED'));
});

test('a strip shows the worst second darkest, however long the run', () => {
  const strip = (lines: readonly string[]): string =>
    lines.find((line) => line.startsWith('p99')) ?? '';
  assert.equal(strip(stage()), 'p99        |=@| highest 8 ms');
  const hour = Array.from({ length: 3_600 }, () => SECOND);
  const long = strip(stage({ series: [...hour, { ...SECOND, p99_ms: 400 }] }));
  assert.match(long, /^p99 {8}\|\.+@\| highest 400 ms$/);
  assert.ok(long.length < 100);
});

test('figures carry three digits, and p99.9 is left out where samples are too few', () => {
  const row = stage().find((line) => line.startsWith('  debitRound  ')) ?? '';
  assert.deepEqual(row.trim().split(/\s+/), [
    'debitRound',
    '400',
    '0',
    '1',
    '2',
    '3',
    '4.57',
    '–',
    '9',
    '4',
  ]);
});

test('errors are told by kind, warm-up included', () => {
  const second = { ...SECOND, errors_by_kind: { timeout: 2, server_error: 1 } };
  assert.ok(stage({ series: [SECOND, second] }).includes('errors     2 timeout, 1 server error'));
});

test('a regression is told first, and what has become worse', () => {
  const worse: BaselineComparison = {
    verdict: 'regression',
    file: 'old.json',
    run_id: 'r1',
    started_at: '2026-01-01T00:00:00.000Z',
    tolerance: DEFAULT_TOLERANCE,
    differences: ['Node: v20 then, v22 now'],
    figures: [
      {
        name: 'debitRound p99 ms',
        operation: 'debitRound',
        unit: 'ms',
        before: 10,
        now: 20,
        change: 1,
        samples: 400,
        verdict: 'worse',
      },
    ],
  };
  const lines = stage({ verdict: 'regressed', baseline: worse });
  assert.match(lines[0] ?? '', /^✗ REGRESSED/);
  assert.match(lines[1] ?? '', /1 figures are worse/);
  assert.ok(lines.some((line) => /✗ debitRound p99 ms +10 → 20 worse/.test(line)));
  assert.ok(lines.includes('  – Node: v20 then, v22 now'));
});
