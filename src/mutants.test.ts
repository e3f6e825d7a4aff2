import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invariants } from '../scenarios/invariants/index.js';
import { scenarios } from '../scenarios/certify/index.js';
import { openLanes } from './cli/mutant-lane.js';
import { runMutants } from './harness/mutants.js';
import { MUTANTS } from './sandbox/mutants/index.js';

const checks = [...scenarios, ...invariants];

test('every mutant is killed by its named check; every check kills one or says what else it is for', async () => {
  assert.ok(MUTANTS.length >= 25);
  const { lanes, close } = openLanes('1', MUTANTS.length);
  const matrix = await runMutants({
    mutants: MUTANTS,
    checks: checks.map(({ id }) => id),
    lanes,
    full: true,
  }).finally(close);
  assert.deepEqual(matrix.unsound, [], 'fail on the sound sandbox');
  assert.deepEqual(matrix.survivors, [], 'survive their named check');
  const excused = new Set(checks.filter(({ contractOnly }) => contractOnly).map(({ id }) => id));
  const idle = matrix.idle.filter((id) => !excused.has(id));
  assert.deepEqual(idle, [], 'kill nothing, and do not say that they guard the contract only');
});
