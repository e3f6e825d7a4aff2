import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CheckResult } from './results.js';
import { judgeRun } from './verdict.js';
import type { FailOn } from './verdict.js';

let counter = 0;

function check(status: CheckResult['status'], over: Partial<CheckResult> = {}): CheckResult {
  counter += 1;
  return {
    id: `ROUNDS-${counter}`,
    kind: 'scenario',
    status,
    requirement: 'PLAY-01',
    level: 'MUST',
    impact: 'major',
    title: 'A title',
    rule: 'A rule',
    money: null,
    domain: 'rounds',
    ms: 1,
    expectations: 1,
    exchanges: 1,
    failures: [],
    evidence: [],
    reason: null,
    ...over,
  };
}

const pass = check('pass');
const may = { level: 'MAY' } as const;

test('verdict and exit code follow from the worst that is known', () => {
  const cases: readonly [string, number, readonly CheckResult[]][] = [
    ['conformant', 0, [pass]],
    ['conformant', 0, [pass, check('warn', { level: 'SHOULD' })]],
    ['conformant', 0, [pass, check('skip', may)]],
    ['conformant', 0, [pass, check('untestable', { ...may, requirement: 'X-1' })]],
    ['partial', 0, [pass, check('skip')]],
    ['partial', 0, [pass, check('waived')]],
    ['inconclusive', 4, [check('waived'), check('error')]],
    ['non-conformant', 1, [check('waived'), check('fail')]],
    ['inconclusive', 4, [pass, check('untestable')]],
    ['inconclusive', 4, [pass, check('error')]],
    ['inconclusive', 4, []],
    ['inconclusive', 4, [check('skip')]],
    ['inconclusive', 4, [check('untestable', may)]],
    ['non-conformant', 1, [pass, check('fail'), check('error')]],
    ['non-conformant', 1, [pass, check('fail', { level: 'SHOULD' })]],
  ];
  for (const [verdict, exitCode, results] of cases) {
    const told = judgeRun({ results });
    const name = results.map(({ status, level }) => `${status} ${level}`).join(', ');
    assert.deepEqual([told.verdict, told.exitCode], [verdict, exitCode], name);
    const isSilent = results.every(({ status, level }) => status === 'pass' || level !== 'MUST');
    if (results.length > 1 && !isSilent) assert.notEqual(told.reasons.length, 0, name);
  }
});

test('a required clause without a single executed check leaves the run inconclusive', () => {
  const told = judgeRun({ results: [pass, check('untestable', { requirement: 'PLAY-07' })] });
  assert.ok(told.reasons.includes('requirements without proof: PLAY-07'));
});

test('an unreachable target and an interrupted run are never green', () => {
  const dead = judgeRun({ results: [], unreachable: 'nobody home' });
  assert.deepEqual([dead.verdict, dead.exitCode], ['inconclusive', 3]);
  const cut = judgeRun({ results: [pass], interrupted: true });
  assert.deepEqual([cut.verdict, cut.exitCode], ['inconclusive', 130]);
  const failed = judgeRun({ results: [check('fail')], interrupted: true });
  assert.deepEqual([failed.verdict, failed.exitCode], ['non-conformant', 130]);
});

test('what a run proves nothing by makes it inconclusive, even if all passed', () => {
  const told = judgeRun({ results: [pass], doubts: ['no money moved'] });
  assert.deepEqual([told.verdict, told.exitCode], ['inconclusive', 4]);
  assert.deepEqual(told.reasons, ['no money moved']);
});

test('a step back and a stale waiver end with 1 whatever the verdict', () => {
  const stale = { check: 'ROUNDS-1', reason: 'a', owner: 'b', expires: '2026-12-31' } as const;
  const waivers = [{ ...stale, state: 'stale' }] as const;
  for (const results of [[pass], [pass, check('error')]]) {
    const { verdict } = judgeRun({ results });
    const regressed = judgeRun({ results, regressions: ['ROUNDS-9 no longer checked'] });
    assert.deepEqual([regressed.verdict, regressed.exitCode], [verdict, 1]);
    const hidden = judgeRun({ results, waivers });
    assert.deepEqual([hidden.verdict, hidden.exitCode], [verdict, 1]);
  }
});

test('exit-zero reports and never gates; who was not judged at all is no verdict', () => {
  const exitZero = true;
  for (const results of [[check('fail')], [check('error')], []]) {
    assert.equal(judgeRun({ results, exitZero }).exitCode, 0);
    assert.equal(judgeRun({ results, exitZero }).verdict, judgeRun({ results }).verdict);
  }
  assert.equal(judgeRun({ results: [], unreachable: 'nobody', exitZero }).exitCode, 3);
  assert.equal(judgeRun({ results: [pass], interrupted: true, exitZero }).exitCode, 130);
});

test('fail-on moves the exit code, never the verdict', () => {
  const warned = [pass, check('warn', { level: 'SHOULD' })];
  const cases: readonly [FailOn, readonly CheckResult[], number][] = [
    ['warn', warned, 1],
    ['partial', [pass, check('skip')], 1],
    ['fail', [pass, check('error')], 0],
    ['fail', [], 4],
    ['fail', [check('fail')], 1],
  ];
  for (const [failOn, results, exitCode] of cases) {
    assert.equal(judgeRun({ results, failOn }).exitCode, exitCode, failOn);
    assert.equal(judgeRun({ results, failOn }).verdict, judgeRun({ results }).verdict);
  }
});
