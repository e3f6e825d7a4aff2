import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { LoadReport } from './load-report.js';
import { wordsOf } from './words.js';

const FILE = new URL('../../../fixtures/load/evening.json', import.meta.url);

function stage(over: (report: LoadReport) => Partial<LoadReport> = () => ({})): readonly string[] {
  const report = JSON.parse(readFileSync(FILE, 'utf8')) as LoadReport;
  return wordsOf({ ...report, ...over(report) });
}

test('a passed run says so in a sentence, and that the money is exact', () => {
  const [first, second] = stage();
  assert.match(first ?? '', /^The platform carried the load: .* all 11 thresholds were met\.$/);
  assert.match(second ?? '', /^The money is exact: 3,916 transactions of 40 players were checked/);
});

test('a missed threshold is told with what was promised', () => {
  const words = stage(({ thresholds: [first, ...others] }) => ({
    verdict: 'failed',
    thresholds: [{ ...(first as (typeof others)[0]), ok: false, verdict: 'missed' }, ...others],
  }));
  assert.match(words[0] ?? '', /did not carry the load: .* 1 of 11 thresholds were missed/);
  assert.match(words[2] ?? '', /^debitRound p99 ms: .*, where at most 100 was promised\.$/);
});

test('lost money comes before everything else', () => {
  const words = stage(({ proof }) => ({
    verdict: 'failed',
    proof: { ...proof, ok: false, violation_count: 3 },
  }));
  assert.match(words[0] ?? '', /^The platform lost track of money/);
  assert.match(words[1] ?? '', /^The money is not exact: .* 3 violations\.$/);
});

test('an invalid run claims nothing about the platform', () => {
  const words = stage(({ validity }) => ({
    verdict: 'invalid',
    valid: false,
    validity: { ...validity, reasons: ['schedule lag p99 80 ms, the budget is 20 ms'] },
  }));
  assert.match(words[0] ?? '', /^This run says nothing about the speed .*lag p99 80 ms/);
});

test('a run too short to judge says so, and what to do', () => {
  const words = stage(({ thresholds: [first, ...others] }) => ({
    verdict: 'inconclusive',
    thresholds: [
      { ...(first as (typeof others)[0]), ok: false, verdict: 'too few samples', samples: 4 },
      ...others,
    ],
  }));
  assert.match(words[0] ?? '', /nothing was missed, but 1 of 11 thresholds had too few samples/);
  assert.match(words[0] ?? '', /--duration.*--rate/);
  assert.match(words[2] ?? '', /^debitRound p99 ms: only 4 samples, where \d+ are needed/);
});

test('what has become worse claims no more thresholds than were judged', () => {
  const words = stage(({ thresholds: [first, ...others] }) => ({
    verdict: 'regressed',
    thresholds: [
      { ...(first as (typeof others)[0]), ok: false, verdict: 'too few samples' },
      ...others,
    ],
  }));
  assert.match(words[0] ?? '', /10 of 11 thresholds were judged and met; but .* worse/);
});
