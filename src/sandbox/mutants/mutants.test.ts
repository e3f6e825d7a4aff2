import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadContract } from '../../contract/operations.js';
import { openStore } from '../../store/store.js';
import type { Composition } from '../composition.js';
import { MIGRATIONS, soundComposition } from '../composition.js';
import { openStage } from '../stage.js';
import { MUTANTS, mutantOf } from './index.js';

test('every mutant has an id, a story, a clause it breaks and a check that must notice', () => {
  const ids = MUTANTS.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  assert.equal(new Set(MUTANTS.map(({ title }) => title)).size, ids.length);
  for (const { id, title, requirement, caughtBy } of MUTANTS) {
    assert.match(id, /^[a-z]+(-[a-z0-9]+)*$/);
    assert.ok(title.length > 10 && !title.endsWith('.'), id);
    assert.match(requirement, /^[A-Z]+-\d{2}$/, id);
    assert.ok(caughtBy.length > 0, id);
    for (const check of caughtBy) assert.match(check, /^[A-Z]+-\d{2}$/, id);
  }
});

test('a mutant is found by its id, and an unknown one is told the known', () => {
  assert.equal(mutantOf('forgets-keys').id, 'forgets-keys');
  assert.throws(
    () => mutantOf('no-such'),
    (failure) => failure instanceof RangeError && /no-such.*forgets-keys/.test(failure.message),
  );
});

/** The members of a composition by name, two deep: `rounds.returned`, `policy.keyOf`, `store`. */
function membersOf({
  parts,
  operations,
  policy,
  ...rest
}: Composition): ReadonlyMap<string, unknown> {
  const groups = { ...parts, policy, operations };
  const members = Object.entries(groups).flatMap(([name, group]) =>
    Object.entries(group).map(([member, value]) => [`${name}.${member}`, value] as const),
  );
  return new Map([...members, ...Object.entries(rest)]);
}

/** `tokens` is made anew as a whole; everything else is swapped member by member. */
const changedBy = (id: string): readonly string[] => {
  const sound = soundComposition(loadContract());
  const before = membersOf(sound);
  const after = membersOf(mutantOf(id).swap(sound));
  assert.deepEqual([...after.keys()], [...before.keys()], `${id} adds or drops a member`);
  return [...after].filter(([name, value]) => before.get(name) !== value).map(([name]) => name);
};

test('every mutant changes something, and leaves the sound composition as it was', () => {
  for (const { id } of MUTANTS) assert.notDeepEqual(changedBy(id), [], id);
});

/** A card number is refused before any operation: to write it down, that has to fail as well. */
const TWO_PARTS = ['logs-card-numbers'];

test('a mutant changes one part, its store beside it at most', () => {
  for (const { id } of MUTANTS.filter((one) => !TWO_PARTS.includes(one.id))) {
    const changed = changedBy(id).filter((name) => name !== 'store');
    const parts = new Set(changed.map((name) => name.split('.')[0]));
    assert.ok(parts.size <= 1, `${id}: ${changed.join(', ')}`);
  }
});

test('a mutant that changes the store can open one and be closed again', async () => {
  const stores = MUTANTS.filter(({ id }) => changedBy(id).includes('store'));
  assert.ok(stores.length > 0);
  for (const { id, swap } of stores) {
    const store = swap(soundComposition(loadContract())).store(
      openStore({ migrations: MIGRATIONS }),
    );
    assert.equal(await store.transact(() => id), id);
    store.close();
  }
});

test('every mutant starts, and takes an honest debit: its defect is narrow', async () => {
  const outcomes = new Map<string, number>();
  for (const { swap } of MUTANTS) {
    const on = await openStage({ change: swap });
    const stake = { player_id: 'p_demo_1', round_id: 'r', amount: '2', currency: 'EUR' };
    const { outcome } = await on.call('debitRound', stake, { key: 'k' });
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    on.world.close();
  }
  assert.deepEqual([...outcomes], [['success', MUTANTS.length]]);
});
