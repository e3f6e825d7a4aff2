import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256Hex } from '../kernel/ids.js';
import { coverageOf, loadRequirements, parseRequirements } from './requirements.js';

const stage = (clause: string): string => `
revision: 'R'
title: A set
clauses:
  - { id: PLAY-01, level: MUST, theme: play, text: A debit takes the stake. }
  - ${clause}
`;
const withClause = (members: string): string =>
  stage(`{ id: PLAY-02, level: MUST, theme: play, text: A credit pays., ${members} }`);

const kindsOf = (yaml: string, checks: Parameters<typeof coverageOf>[1]): readonly string[] =>
  coverageOf(parseRequirements(yaml), checks).drifts.map(
    ({ kind, subject }) => `${kind} ${subject}`,
  );

test('the ids, levels and words of revision 2026.1 are frozen', () => {
  const { clauses } = loadRequirements('2026.1');
  const frozen = clauses.map(({ id, level, text }) => `${id} ${level} ${text}`).join('\n');

  assert.equal(clauses.length, 93);
  assert.equal(
    sha256Hex(frozen),
    '833b031bf8793658026b1c873dae554b12d1842365d0c9e47fafb39944c4a898',
    'a clause changed: make a new revision instead',
  );
});

test('each theme of the set stands together', () => {
  const themes = loadRequirements().clauses.map(({ theme }) => theme);
  const runs = themes.filter((theme, position) => theme !== themes[position - 1]);

  assert.equal(runs.length, new Set(themes).size);
});

test('a clause in force without a check is a drift', () => {
  const yaml = withClause('pending: later');

  assert.deepEqual(kindsOf(yaml, []), ['unproven PLAY-01']);
  assert.deepEqual(kindsOf(yaml, [{ id: 'ROUNDS-01', requirement: 'PLAY-01' }]), []);
});

test('a check of a clause that is not in force is a drift', () => {
  const proof = { id: 'ROUNDS-01', requirement: 'PLAY-01' };
  const early = { id: 'ROUNDS-02', requirement: 'PLAY-02' };

  for (const status of ['pending: later', 'excluded: never', 'harness: true']) {
    assert.deepEqual(kindsOf(withClause(status), [proof, early]), ['unexpected PLAY-02']);
  }
});

test('a check of a clause that does not exist is a drift', () => {
  const checks = [
    { id: 'ROUNDS-01', requirement: 'PLAY-01' },
    { id: 'ROUNDS-03', requirement: 'PLAY-99' },
  ];

  assert.deepEqual(kindsOf(withClause('pending: later'), checks), ['unknown ROUNDS-03']);
});

test('a gap leaves its clause in force', () => {
  const covered = coverageOf(parseRequirements(withClause('gap: a part')), [
    { id: 'ROUNDS-02', requirement: 'PLAY-02' },
    { id: 'ROUNDS-01', requirement: 'PLAY-01' },
    { id: 'AUDIT-01', requirement: 'PLAY-01' },
  ]);

  assert.deepEqual([covered.inForce, covered.proven, covered.drifts], [2, 2, []]);
  assert.deepEqual(covered.clauses[0]?.checks, ['AUDIT-01', 'ROUNDS-01']);
});

test('a set that is not one is refused with every fault named', () => {
  const faults: readonly (readonly [string, RegExp])[] = [
    ['[]', /there are no clauses/],
    ['', /revision is missing/],
    [withClause('pending: x, excluded: y'), /PLAY-02: both pending and excluded/],
    [withClause('pending: x, gap: y'), /PLAY-02: a gap of nothing/],
    [withClause("pending: ''"), /PLAY-02: pending is empty/],
    [withClause('pendng: x'), /PLAY-02: unknown member pendng/],
    [withClause('harness: false'), /PLAY-02: harness is either true or absent/],
    [stage('{ id: PLAY-01, level: MUST, theme: play, text: Again. }'), /PLAY-01: named twice/],
    [stage('{ id: play1, level: MUST, theme: play, text: T. }'), /not of the form PLAY-01/],
    [stage('{ id: PLAY-02, level: must, theme: play, text: T. }'), /level is not one of MUST/],
    [stage('{ id: PLAY-02, level: MUST }'), /theme is missing\n.*text is missing/],
  ];

  for (const [yaml, fault] of faults) assert.throws(() => parseRequirements(yaml), fault);
});
