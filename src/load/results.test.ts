import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { evening } from '../../scenarios/load/evening.js';
import { createRecorder } from './histograms.js';
import { reportOf } from './results.js';
import type { Judging, LoadReport } from './results.js';
import type { LoadRun, LoadSettings } from './run-terms.js';
import { DEFAULT_BUDGET } from './validity.js';

const SCHEMA = new URL('../../../schemas/load-report.schema.json', import.meta.url);

const SETTINGS: LoadSettings = {
  baseUrl: 'http://127.0.0.1:1',
  seed: 's',
  runId: 'r',
  mode: 'open',
  rate: 10,
  players: 1,
  connections: 1,
  durationMs: 2_000,
  warmUpMs: 1_000,
  timeoutMs: 1_000,
  maxInFlight: 10,
  settleMs: 1_000,
};

const PROOF: LoadRun['proof'] = {
  ok: true,
  violations: [],
  violation_count: 0,
  checked: {
    players: 1,
    money_requests: 30,
    transactions: 30,
    statement_rows: 30,
    unknown_outcomes: 0,
    unknown_resolved: 0,
    audit_entries: 30,
    ledger_transactions: 30,
    payments: null,
  },
};

/** Three seconds with ten debits of 5 ms each; the last of them timed out. */
function played(): LoadRun {
  let nowMs = 0;
  const recorder = createRecorder(() => nowMs);
  recorder.begin();
  for (let at = 0; at < 30; at += 1) {
    nowMs = at * 100 + 50;
    const phase = at < 10 ? 'warm-up' : 'steady';
    const lost = at === 29;
    const latencyUs = lost ? 1_000_000 : 5_000;
    recorder.recordLag(phase, 300);
    const error = lost ? ({ error: 'timeout' } as const) : {};
    const sample = { operation: 'debitRound', phase, ok: !lost, latencyUs, serviceUs: 4_000 };
    recorder.record({ ...sample, ...error });
  }
  const second = { turns: 10, requests: 10, errors: 0, p50_ms: 5, p99_ms: 5, in_flight: 1 };
  return {
    outcome: {
      offered: { 'warm-up': 10, steady: 20 },
      completed: { 'warm-up': 10, steady: 19 },
      dropped: 0,
      maxInFlight: 1,
      lastEndMs: 3_000,
    },
    recorder,
    generator: {
      lagP50Ms: 0.3,
      lagP99Ms: 0.3,
      eventLoopP99Ms: 1,
      dropped: 0,
      offered: 30,
      maxInFlight: 1,
      cpu: 0.1,
    },
    series: [1, 2, 3].map((at) => ({
      at_s: at,
      ...second,
      phase: at === 1 ? 'warm-up' : 'steady',
    })),
    proof: PROOF,
    skipped: [],
    phases: ['warm-up', 'steady'],
    judged: ['steady'],
    plannedS: 2,
    measuredS: 2,
    measures: {},
    happened: [],
    missing: null,
  };
}

function stage(run: Partial<LoadRun> = {}, judging: Partial<Judging> = {}): LoadReport {
  return reportOf(
    evening,
    SETTINGS,
    { ...played(), ...run },
    {
      thresholds: [{ metric: 'p50_ms', operation: 'debitRound', limit: 10 }],
      budget: { ...DEFAULT_BUDGET, maxInFlight: 100 },
      kind: 'given',
      startedAt: '2026-01-01T00:00:00.000Z',
      ...judging,
    },
  );
}

/** A baseline that achieved twice as much. */
const twice = (): LoadReport => {
  const report = stage();
  return { ...report, rate: { ...report.rate, achieved: report.rate.achieved * 2 } };
};

test('a report keeps its schema', () => {
  const schema = JSON.parse(readFileSync(SCHEMA, 'utf8')) as object;
  const judge = new Ajv2020({ allErrors: true, formats: { 'date-time': true } }).compile(schema);
  judge(stage({}, { baseline: { file: 'old.json', report: twice() } }));
  assert.deepEqual(judge.errors ?? [], []);
});

test('percentiles leave the warm-up out and count what was lost', () => {
  const { latency_ms: latencies } = stage();
  const debits = latencies['debitRound'];
  assert.equal(debits?.samples, 20);
  assert.equal(debits.errors, 1);
  assert.equal(Math.round(debits.p90), 5);
  assert.equal(Math.round(debits.max / 10), 100);
  assert.equal(debits.p999, null);
  assert.equal(debits.phases['warm-up']?.samples, 10);
});

test('every second says what was offered, how late, and what went wrong', () => {
  const { series, operation_series: operations } = stage();
  assert.deepEqual(
    series.map(({ offered, lag_p99_ms: lagMs, errors_by_kind: kinds }) => [offered, lagMs, kinds]),
    [
      [10, 0.3, {}],
      [10, 0.3, {}],
      [10, 0.3, { timeout: 1 }],
    ],
  );
  const debits = operations['debitRound'];
  assert.deepEqual(
    debits?.points.map(({ at_s: atS, samples, errors }) => [atS, samples, errors]),
    [
      [0, 10, 0],
      [1, 10, 0],
      [2, 10, 1],
    ],
  );
});

test('lost money fails, whatever else; an invalid run judges nothing; then thresholds decide', () => {
  const late = { generator: { ...played().generator, lagP99Ms: 900 } };
  const lost = { proof: { ...PROOF, ok: false, violation_count: 1 } };
  const strict: Partial<Judging> = { thresholds: [{ metric: 'error_rate', limit: 0 }] };
  const ends = (report: LoadReport) => [report.verdict, report.exit_code];
  assert.deepEqual(ends(stage()), ['passed', 0]);
  assert.deepEqual(ends(stage({ ...late, ...lost })), ['failed', 5]);
  assert.deepEqual(ends(stage(late, strict)), ['invalid', 6]);
  assert.deepEqual(ends(stage({}, strict)), ['failed', 5]);
  assert.deepEqual(ends(stage({}, { thresholds: [] })), ['inconclusive', 4], 'no promise, no pass');
});

test('a tournament without a tournament passes nothing, and loses nothing of what it has found', () => {
  const missing = 'the target makes no tournament (HTTP 404)';
  const hollow = stage({ missing });
  assert.deepEqual([hollow.verdict, hollow.exit_code], ['inconclusive', 4]);
  assert.match(hollow.in_words[0] ?? '', /makes no tournament .* proves nothing/);
  const strict: Partial<Judging> = { thresholds: [{ metric: 'error_rate', limit: 0 }] };
  assert.equal(stage({ missing }, strict).verdict, 'failed');
});

test('worse than the baseline ends 1, unless thresholds alone shall decide', () => {
  const baseline = { file: 'old.json', report: twice() };
  const regressed = stage({}, { baseline });
  assert.deepEqual([regressed.verdict, regressed.exit_code], ['regressed', 1]);
  assert.match(regressed.in_words[0] ?? '', /has become worse/);
  const told = stage({}, { baseline, failOn: 'threshold' });
  assert.deepEqual([told.verdict, told.exit_code], ['passed', 0]);
  assert.equal(told.baseline?.verdict, 'regression');
  const same = stage({}, { baseline: { file: 'old.json', report: stage() } });
  assert.deepEqual([same.verdict, same.exit_code], ['passed', 0]);
});
