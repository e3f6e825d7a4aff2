import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NothingSelected, select } from './selection.js';

const check = (id: string, requirement: string) => ({ id, requirement, title: 't', rule: 'r' });
const CHECKS = [
  check('ROUNDS-01', 'PLAY-01'),
  check('ROUNDS-02', 'IDEM-03'),
  check('ACCESS-01', 'SEC-01'),
  check('INV-01', 'MONEY-02'),
];

const idsOf = (only: readonly string[], skip: readonly string[] = []): readonly string[] =>
  select(CHECKS, only, skip).selected.map(({ id }) => id);

test('checks are chosen by id, requirement, domain and glob, whatever the case', () => {
  assert.equal(idsOf([]).length, 4);
  assert.deepEqual(idsOf(['rounds-02']), ['ROUNDS-02']);
  assert.deepEqual(idsOf(['sec-01']), ['ACCESS-01']);
  assert.deepEqual(idsOf(['Rounds,access']), ['ROUNDS-01', 'ROUNDS-02', 'ACCESS-01']);
  assert.deepEqual(idsOf(['ROUNDS-*', 'invariants']), ['ROUNDS-01', 'ROUNDS-02', 'INV-01']);
  assert.deepEqual(idsOf([], ['rounds', 'INV-0?']), ['ACCESS-01']);
});

test('what is skipped is kept apart, to be reported', () => {
  const { skipped } = select(CHECKS, ['rounds'], ['PLAY-01']);
  assert.deepEqual(
    skipped.map(({ id }) => id),
    ['ROUNDS-01'],
  );
});

test('a pattern that matches nothing is refused with what is near', () => {
  assert.throws(() => idsOf(['ROUND-01']), {
    name: 'Error',
    message: /^--only ROUND-01 matches no check; did you mean ROUNDS-01/,
  });
  assert.throws(() => idsOf([], ['zzz']), NothingSelected);
  assert.throws(() => idsOf(['rounds'], ['rounds']), NothingSelected);
});
