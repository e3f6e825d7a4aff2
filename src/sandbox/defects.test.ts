import assert from 'node:assert/strict';
import { test } from 'node:test';
import { command } from '../domains/context.js';
import type { Defect } from './defects.js';
import { defectLine, defectStack } from './defects.js';
import { openStage, TRACE_ID } from './stage.js';

/** A sandbox whose updatePlayer throws this. */
async function stage(thrown: unknown) {
  const defects: Defect[] = [];
  const broken = command(() => {
    throw thrown;
  });
  const { call } = await openStage({
    onDefect: (defect) => void defects.push(defect),
    change: (sound) => ({
      ...sound,
      operations: { ...sound.operations, updatePlayer: broken },
    }),
  });
  const update = (members = {}) =>
    call('updatePlayer', { player_id: 'p_demo_1', name: 'Quentin', ...members });
  return { update, call, defects };
}

test('a defect is told with its operation, its trace and its message', async () => {
  const { update, defects } = await stage(new RangeError('a balance below zero'));
  assert.equal((await update()).outcome, 'INTERNAL_ERROR');
  const [defect, ...more] = defects;
  assert.ok(defect);
  assert.deepEqual(more, []);
  const line = `defect in updatePlayer (trace_id ${TRACE_ID}): RangeError: a balance below zero\n`;
  assert.equal(defectLine(defect), line);
  assert.ok(defectStack(defect).startsWith(line));
  assert.match(defectStack(defect), /defects\.test\.[jt]s/);
});

test('a refusal is no defect', async () => {
  const { update, call, defects } = await stage(new Error('never reached'));
  assert.equal((await update({ name: 7 })).outcome, 'VALIDATION_ERROR');
  assert.equal((await call('getPlayer', { player_id: 'nobody' })).outcome, 'PLAYER_NOT_FOUND');
  assert.deepEqual(defects, []);
});

test('the line holds nothing of a person', () => {
  const lineOf = (failure: unknown) =>
    defectLine({ operation: 'op', traceId: 't', failure }).slice(
      'defect in op (trace_id t): '.length,
    );
  for (const [message, told] of [
    ['no such table: players', 'no such table: players'],
    [`Unexpected token 'Q', "Quentin "B" Priva"... is not valid JSON`, null],
    ['no mail for quentin@private.example', 'no mail for …'],
    ['refused 4111 1111 1111 1111', 'refused …'],
    ["born '1987-06-05' or so", "born '…' or so"],
    ['first\nQuentin Private', 'first'],
  ] as const) {
    const line = lineOf(new Error(message));
    assert.doesNotMatch(line, /Quentin|quentin|4111|1987/);
    if (told !== null) assert.equal(line, `Error: ${told}\n`);
  }
  assert.equal(lineOf('Quentin'), 'thrown: \n');
  assert.ok(lineOf(new Error('x'.repeat(999))).length < 250);
});
