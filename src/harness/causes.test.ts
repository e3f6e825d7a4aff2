import assert from 'node:assert/strict';
import { test } from 'node:test';
import { causesOf, loadCauses } from './causes.js';
import { loadRequirements, statusOf } from './requirements.js';

test('every clause in force says what usually breaks it, and no other entry stands there', () => {
  const inForce = loadRequirements().clauses.filter((clause) => statusOf(clause) === 'in force');
  assert.deepEqual(Object.keys(loadCauses()).sort(), inForce.map(({ id }) => id).sort());
});

test('causes and fixes are sentences', () => {
  for (const [id, { causes, fix }] of Object.entries(loadCauses())) {
    assert.ok(causes.length > 0, id);
    for (const sentence of [...causes, fix]) assert.match(sentence, /^[A-Z][^\n]+\.$/, id);
  }
  assert.deepEqual(causesOf('NOPE-01'), []);
});
