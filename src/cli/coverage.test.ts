import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coverageOf, parseRequirements } from '../harness/requirements.js';
import type { Proof } from '../harness/requirements.js';
import { coverageCommand, coverageText, projectCoverage } from './coverage.js';
import { processTerminal } from './terminal.js';

const stage = (checks: readonly Proof[]): readonly string[] => {
  const requirements = parseRequirements(`
revision: 'R'
title: A set
clauses:
  - { id: PLAY-01, level: MUST, theme: play, text: A debit takes the stake., gap: Limits. }
  - { id: PAY-01, level: SHOULD, theme: payments, text: A deposit waits., pending: No payments. }
  - { id: HARN-01, level: MUST, theme: harness, text: One process., harness: true }
`);
  return coverageText(coverageOf(requirements, checks)).split('\n');
};

test('each clause stands with what proves it, or why nothing does', () => {
  assert.deepEqual(stage([{ id: 'ROUNDS-01', requirement: 'PLAY-01' }]), [
    'PLAY-01    MUST   proven    ROUNDS-01 (not yet: Limits.)',
    'PAY-01     SHOULD pending   No payments.',
    'HARN-01    MUST   own',
    '',
    'Revision R: 1 of 1 clauses in force proven, 1 pending.',
    '',
  ]);
});

test('a clause nothing proves cannot be overlooked', () => {
  const lines = stage([]);

  assert.equal(lines[0], 'PLAY-01    MUST   UNPROVEN  (not yet: Limits.)');
  assert.deepEqual(lines.slice(4, 6), [
    '✗ PLAY-01 is in force but no check proves it.',
    'Revision R: 0 of 1 clauses in force proven, 1 pending.',
  ]);
});

test('every clause in force is proven by a check, and no check proves anything else', () => {
  assert.deepEqual(
    projectCoverage().drifts.map(({ message }) => message),
    [],
  );
});

test('the command prints text or JSON, and says by its exit code whether they agree', () => {
  const printed: string[] = [];
  const terminal = { ...processTerminal(), out: (text: string) => void printed.push(text) };
  const agreed = projectCoverage().drifts.length === 0 ? 0 : 1;

  assert.equal(coverageCommand({}, terminal), agreed);
  assert.equal(coverageCommand({ json: true }, terminal), agreed);
  assert.equal(printed[0], coverageText(projectCoverage()));
  assert.deepEqual(JSON.parse(printed[1] ?? ''), projectCoverage());
});
