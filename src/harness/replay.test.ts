import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CheckResult } from './results.js';
import { replayOutcome } from './replay.js';

const ended = (status: CheckResult['status'], message?: string): CheckResult => ({
  id: 'ROUNDS-01',
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
  failures: message === undefined ? [] : [{ kind: 'expectation', message }],
  evidence: [],
  reason: null,
});

test('the same failure under other names is the same', () => {
  const before = ended('fail', 'p_Ab3dEf9hIjKlMnOpQrStUv: cash: expected "90.00", was "80.00"');
  const again = ended('fail', 'p_Zz3dEf9hIjKlMnOpQrStUv: cash: expected "90.00", was "80.00"');
  assert.equal(replayOutcome(before, again), 'same');
  const other = ended('fail', 'p_Zz3dEf9hIjKlMnOpQrStUv: cash: expected "90.00", was "70.00"');
  assert.equal(replayOutcome(before, other), 'other');
});

test('a check that could not be asked again says nothing', () => {
  const before = ended('fail', 'a');
  assert.equal(replayOutcome(before, ended('pass')), 'passes');
  assert.equal(replayOutcome(before, ended('untestable')), 'unclear');
  assert.equal(replayOutcome(before, ended('error')), 'unclear');
});
