import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOT_PROVOKED, recipeOf } from './refusals.js';
import { declaredStatuses, isLeftOut, statusScenarios } from './statuses.js';

test('every operation and declared status has its check or is left out by name', () => {
  const ids = new Set(statusScenarios.map(({ id }) => id));
  const checked = declaredStatuses.filter((declared) => !isLeftOut(declared));

  assert.deepEqual(
    checked.map(({ op, status }) => `CONTRACT-${op.id}-${status}`),
    [...ids],
  );
});

test('every code an operation can answer has a recipe or is left out by name', () => {
  const unwritten = declaredStatuses.flatMap(({ op, codes }) =>
    codes
      .filter((code) => recipeOf(op, code) === undefined && NOT_PROVOKED[code] === undefined)
      .map((code) => `${op.id} ${code}`),
  );

  assert.deepEqual(unwritten, []);
});

test('a code is either provoked or left out, and each omission has a reason', () => {
  for (const { op, codes } of declaredStatuses) {
    const both = codes.filter((code) => recipeOf(op, code) && NOT_PROVOKED[code] !== undefined);
    assert.deepEqual(both, [], op.id);
  }
  for (const reason of Object.values(NOT_PROVOKED)) assert.match(reason, /\w+ \w+/);
});

test('only the defect of the platform itself is left out', () => {
  const statuses = declaredStatuses.filter(isLeftOut).map(({ status }) => status);

  assert.deepEqual([...new Set(statuses)], [500]);
});
