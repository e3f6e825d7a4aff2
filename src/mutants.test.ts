import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { invariants } from '../scenarios/invariants/index.js';
import { scenarios } from '../scenarios/certify/index.js';
import { openLanes } from './cli/mutant-lane.js';
import { runMutants } from './harness/mutants.js';
import type { Witnesses } from './harness/mutants.js';
import { MUTANTS } from './sandbox/mutants/index.js';

const checks = [...scenarios, ...invariants];

/** From the whole kill matrix: `tablestakes mutants --witnesses fixtures/witnesses.json`. */
const witnesses = JSON.parse(
  readFileSync(new URL('../../fixtures/witnesses.json', import.meta.url), 'utf8'),
) as Witnesses;

test('every mutant is killed by its named check; every check kills one or says what else it guards', async () => {
  assert.ok(MUTANTS.length >= 25);
  const { lanes, close } = openLanes('1', MUTANTS.length);
  const matrix = await runMutants({
    mutants: MUTANTS,
    checks: checks.map(({ id }) => id),
    lanes,
    full: false,
    witnesses,
  }).finally(close);
  assert.deepEqual(matrix.unsound, [], 'fail on the sound sandbox');
  assert.deepEqual(matrix.survivors, [], 'survive their named check');
  const missed = matrix.mutants.flatMap(({ id, by, caughtBy }) =>
    caughtBy.filter((check) => !by.includes(check)).map((check) => `${id} by ${check}`),
  );
  assert.deepEqual(missed, [], 'are not noticed by each check they name');
  const excused = new Set(checks.filter(({ contractOnly }) => contractOnly).map(({ id }) => id));
  const idle = matrix.idle.filter((id) => !excused.has(id));
  assert.deepEqual(idle, [], 'kill nothing, and do not say that they guard the contract only');
});
