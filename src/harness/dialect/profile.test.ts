import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scenarios } from '../../../scenarios/certify/index.js';
import { invariants } from '../../../scenarios/invariants/index.js';
import { loadRequirements, statusOf } from '../requirements.js';
import { isMappable } from './operations.js';
import { findProfile } from './profile.js';

const stage = () => {
  const profile = findProfile('wallet-core');
  assert.ok(profile);
  return profile;
};

test('a profile names checks there are, each once, of clauses in force', () => {
  const { checks, with_operation: more, with_player: others } = stage();
  const named = [...checks, ...Object.values(more).flat(), ...Object.values(others).flat()];
  assert.equal(new Set(named).size, named.length);
  const known = new Map([...scenarios, ...invariants].map((check) => [check.id, check]));
  const clauses = new Map(loadRequirements().clauses.map((clause) => [clause.id, clause]));
  for (const id of named) {
    const clause = clauses.get(known.get(id)?.requirement ?? '');
    assert.ok(clause && statusOf(clause) === 'in force', `${id} proves no clause in force`);
    assert.deepEqual(known.get(id)?.needs ?? [], [], `${id} needs a hook`);
  }
});

test('the core is at least sixty checks, and a verdict wants most of them executed', () => {
  const { checks, floor } = stage();
  assert.ok(checks.length >= 60);
  assert.ok(floor >= 60 && floor <= checks.length);
});

test('the operations a profile asks for can be mapped', () => {
  const { required, with_operation: more } = stage();
  for (const operation of [...required, ...Object.keys(more)]) assert.ok(isMappable(operation));
});

test('platform-full is every check there is', () => {
  assert.equal(findProfile('platform-full'), undefined);
  assert.equal(findProfile(undefined), undefined);
});
