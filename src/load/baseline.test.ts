import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  BaselineWrong,
  compareToBaseline,
  readBaseline,
  refuseUnlessComparable,
} from './baseline.js';
import type { ComparedVerdict } from './baseline-terms.js';
import type { LatencySummary, LoadReport } from './load-report.js';

const FILE = fileURLToPath(new URL('../../../fixtures/load/evening.json', import.meta.url));

/** The evening of the fixtures against itself with some of its debits otherwise. */
function stage(debit: Partial<LatencySummary>, over: Partial<LoadReport> = {}) {
  const baseline = readBaseline(FILE);
  const { report } = baseline;
  const { debitRound } = report.latency_ms;
  assert.ok(debitRound);
  const now = {
    ...report,
    latency_ms: { ...report.latency_ms, debitRound: { ...debitRound, ...debit } },
    ...over,
  };
  const comparison = compareToBaseline(now, baseline);
  const verdictOf = (name: string): ComparedVerdict | undefined =>
    comparison.figures.find((figure) => figure.name === name)?.verdict;
  return { comparison, verdictOf, debitRound };
}

test('a run is no regression from itself, and nothing differs', () => {
  const { comparison } = stage({});
  assert.equal(comparison.verdict, 'no regression');
  assert.deepEqual(comparison.differences, []);
  assert.ok(comparison.figures.length > 30);
});

test('a percentile beyond the tolerance is a regression, one within is not', () => {
  const { debitRound } = stage({});
  const slow = stage({ p99: debitRound.p99 * 1.2 + 2.1 });
  assert.equal(slow.comparison.verdict, 'regression');
  assert.equal(slow.verdictOf('debitRound p99 ms'), 'worse');
  const near = stage({ p99: debitRound.p99 * 1.19 });
  assert.equal(near.verdictOf('debitRound p99 ms'), 'same');
  assert.equal(near.comparison.verdict, 'no regression');
});

test('less than the timers can tell is never a regression, whatever the share', () => {
  const { debitRound, verdictOf } = stage({});
  assert.ok(debitRound.p50 < 3);
  assert.equal(verdictOf('debitRound p50 ms'), 'same');
  assert.equal(stage({ p50: debitRound.p50 + 1.9 }).verdictOf('debitRound p50 ms'), 'same');
});

test('a faster platform is better, and no regression', () => {
  const { verdictOf, comparison } = stage({ p99: 1 });
  assert.equal(verdictOf('debitRound p99 ms'), 'better');
  assert.equal(comparison.verdict, 'no regression');
});

test('a percentile with too few samples beyond it says nothing', () => {
  const { verdictOf } = stage({ p99: 900, samples: 999 });
  assert.equal(verdictOf('debitRound p99 ms'), 'too few samples');
});

test('errors and a rate that falls are regressions', () => {
  const { debitRound } = stage({});
  const failing = stage({ errors: Math.ceil(debitRound.samples * 0.01) });
  assert.equal(failing.verdictOf('debitRound error rate'), 'worse');
  const rate = { offered: 113, achieved: 90, requests: 219 };
  assert.equal(stage({}, { rate }).verdictOf('achieved turns per second'), 'worse');
});

test('what differs in the circumstances is told', () => {
  const { host } = readBaseline(FILE).report;
  const { comparison } = stage({}, { host: { ...host, node: 'v99.0.0' }, seed: 'another' });
  assert.deepEqual(
    comparison.differences.map((text) => text.split(':')[0]),
    ['Node', 'seed'],
  );
});

test('a baseline is of the same scenario, model and rate, and measured its target', () => {
  const { file, report } = readBaseline(FILE);
  const same = { scenarioId: report.scenario.id, mode: 'open', rate: 120 };
  refuseUnlessComparable({ file, report }, same);
  for (const [wanted, over, complaint] of [
    [{ ...same, scenarioId: 'LOAD-99' }, {}, /is of LOAD-01/],
    [{ ...same, mode: 'closed' }, {}, /--mode open/],
    [{ ...same, rate: 200 }, {}, /--rate 120/],
    [same, { valid: false }, /generator was the limit/],
    [same, { load: { ...report.load, interrupted: true } }, /interrupted/],
  ] as const) {
    assert.throws(
      () => refuseUnlessComparable({ file, report: { ...report, ...over } }, wanted),
      (thrown: unknown) => thrown instanceof BaselineWrong && complaint.test(thrown.message),
    );
  }
});

test('what is no load report is refused as a baseline', () => {
  const schema = fileURLToPath(new URL('../../../package.json', import.meta.url));
  assert.throws(() => readBaseline(schema), /no load report/);
  assert.throws(() => readBaseline('/nowhere/old.json'), BaselineWrong);
});
