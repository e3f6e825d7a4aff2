import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadContract } from './operations.js';
import type { OperationId } from './operations.js';
import { negativeBodies, positiveBodies } from './samples.js';
import { validateRequest } from './validators.js';

const { operations } = loadContract();
const withBody = Object.values(operations).filter(({ consumes }) => consumes !== null);

/** Judges only the body: the parameters are left out of the operation. */
function stage(id: OperationId) {
  const op = operations[id];
  const path = Object.fromEntries(op.pathParameters.map((name) => [name, 'id-1']));
  const bodyViolations = (body: unknown) => validateRequest(op, { path, query: {}, body });
  return { op, bodyViolations };
}

test('every positive body keeps the contract', () => {
  for (const { id } of withBody) {
    const { op, bodyViolations } = stage(id);
    for (const { name, body } of positiveBodies(op)) {
      assert.deepEqual(bodyViolations(body), [], `${id}: ${name}`);
    }
  }
});

test('every negative body breaks the named rule at the named field', () => {
  for (const { id } of withBody) {
    const { op, bodyViolations } = stage(id);
    for (const { name, field, rule, body } of negativeBodies(op)) {
      const found = bodyViolations(body).map((violation) => `${violation.field} ${violation.rule}`);
      assert.ok(found.includes(`${field} ${rule}`), `${id}: ${name} → ${found.join(', ')}`);
    }
  }
});

test('a negative body breaks nothing but its own member', () => {
  for (const { id } of withBody) {
    const { op, bodyViolations } = stage(id);
    for (const { name, field, body } of negativeBodies(op)) {
      const others = bodyViolations(body).filter((violation) => violation.field !== field);
      const choice = ['rollbackRound', 'updatePlayer', 'setLimit'].includes(op.id);
      assert.ok(choice || others.length === 0, `${id}: ${name} → ${JSON.stringify(others)}`);
    }
  }
});

test('every required member is once missing', () => {
  const missing = negativeBodies(operations.debitRound).filter(({ rule }) => rule === 'required');

  assert.deepEqual(
    missing.map(({ field }) => field),
    ['player_id', 'round_id', 'amount', 'currency'],
  );
});

test('amounts are tried as numbers, signed, in exponents and as no number at all', () => {
  const tried = negativeBodies(operations.debitRound).filter(({ field }) => field === 'amount');
  const values = tried.map(({ body }) => (body as { amount?: unknown }).amount);

  for (const value of [12.5, '-1.00', '+1.00', '1e3', 'NaN', 'Infinity', null, '01.00']) {
    assert.ok(values.includes(value), String(value));
  }
});

test('inner members are broken too', () => {
  const fields = negativeBodies(operations.debitRound).map(({ field }) => field);

  assert.ok(fields.includes('meta.game_id'));
  assert.ok(fields.includes('meta'));
});

test('names are unique within an operation, so that a failure can be told apart', () => {
  for (const op of withBody) {
    for (const bodies of [positiveBodies(op), negativeBodies(op)]) {
      const names = bodies.map(({ name }) => name);
      assert.deepEqual(names, [...new Set(names)], op.id);
    }
  }
});

test('the same operation gives the same samples', () => {
  const op = operations.createPlayer;

  assert.deepEqual(negativeBodies(op), negativeBodies(op));
  assert.deepEqual(positiveBodies(op), positiveBodies(op));
});

test('an operation without a body has no samples', () => {
  assert.deepEqual(positiveBodies(operations.getWallet), []);
  assert.deepEqual(negativeBodies(operations.closeSession), []);
});
