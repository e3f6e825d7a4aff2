import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { note, NOTES, notes, stage } from './stage.js';
import { openStore } from './store.js';
import type { Store } from './store.js';

/** Counts how often the store runs its one COMMIT statement. */
function commitsOf(store: Store): () => number {
  let commits = 0;
  const { sql } = store;
  const commit = sql('COMMIT');
  const run = commit.run.bind(commit);
  commit.run = (...values: unknown[]) => {
    commits += 1;
    return run(...values);
  };
  return () => commits;
}

test('what arrives together shares one commit and is answered in order', async () => {
  const store = openStore({ migrations: [NOTES] });
  const commits = commitsOf(store);
  const names = ['a', 'b', 'c', 'd'];
  const answers = await Promise.all(names.map((name) => store.transact(note(store, name))));
  assert.deepEqual(answers, names);
  assert.equal(commits(), 1);
  await store.transact(note(store, 'e'));
  assert.equal(commits(), 2);
  assert.deepEqual(notes(store), ['a', 'b', 'c', 'd', 'e']);
});

test('a group limit of one gives each its own commit, a limit of two halves them', async () => {
  for (const [groupLimit, expected] of [
    [1, 5],
    [2, 3],
  ] as const) {
    const store = openStore({ migrations: [NOTES], groupLimit });
    const commits = commitsOf(store);
    const names = ['a', 'b', 'c', 'd', 'e'];
    await Promise.all(names.map((name) => store.transact(note(store, name))));
    assert.equal(commits(), expected);
    assert.deepEqual(notes(store), names);
  }
});

test('work that throws undoes itself alone', async () => {
  const store = openStore({ migrations: [NOTES] });
  const settled = await Promise.allSettled([
    store.transact(note(store, 'kept')),
    store.transact(() => {
      note(store, 'lost')();
      throw new RangeError('on second thoughts');
    }),
    store.transact(note(store, 'kept')),
    store.transact(note(store, 'also kept')),
  ]);
  assert.deepEqual(
    settled.map(({ status }) => status),
    ['fulfilled', 'rejected', 'rejected', 'fulfilled'],
  );
  assert.ok(settled[1].status === 'rejected' && settled[1].reason instanceof RangeError);
  assert.deepEqual(notes(store), ['also kept', 'kept']);
});

test('nobody is answered before the commit, and a commit that fails rejects the whole group', async () => {
  const store = openStore({ migrations: [NOTES] });
  const settled = await Promise.allSettled([
    store.transact(note(store, 'innocent')),
    store.transact(() => store.sql("INSERT INTO tags (note) VALUES ('nowhere')").run()),
  ]);
  for (const one of settled) {
    assert.ok(one.status === 'rejected');
    assert.match(String(one.reason), /FOREIGN KEY/);
  }
  assert.deepEqual(notes(store), []);
  assert.equal(await store.transact(note(store, 'next')), 'next');
});

test('an answer means that another connection can read it', async (t) => {
  const { file } = stage(t);
  const store = openStore({ file, migrations: [NOTES] });
  let inTransaction = true;
  await store.transact(note(store, 'a')).then(() => {
    inTransaction = store.db.inTransaction;
  });
  assert.equal(inTransaction, false);
  store.crash(false);
  const again = openStore({ file, migrations: [NOTES] });
  assert.deepEqual(notes(again), ['a']);
  again.close();
});

test('undo takes back what the running work wrote, and the work goes on', async () => {
  const store = openStore({ migrations: [NOTES] });
  await Promise.all([
    store.transact(note(store, 'before')),
    store.transact(() => {
      note(store, 'undone')();
      store.undo();
      note(store, 'after')();
    }),
  ]);
  assert.deepEqual(notes(store), ['after', 'before']);
});

test('a statement is prepared once for its text', () => {
  const store = openStore({ migrations: [NOTES] });
  assert.equal(store.sql('SELECT 1'), store.sql('SELECT 1'));
  assert.notEqual(store.sql('SELECT 1'), store.sql('SELECT 2'));
});

test('drain commits what was accepted at once, and close does so too', async (t) => {
  const { file } = stage(t);
  const store = openStore({ file, migrations: [NOTES] });
  const first = store.transact(note(store, 'a'));
  store.drain();
  assert.deepEqual(notes(store), ['a']);
  const second = store.transact(note(store, 'b'));
  store.close();
  assert.deepEqual([await first, await second], ['a', 'b']);
  const again = openStore({ file, migrations: [NOTES] });
  assert.deepEqual(notes(again), ['a', 'b']);
  again.close();
});

test('a crash loses what is not committed and tells its callers', async () => {
  const store = openStore({ migrations: [NOTES] });
  await store.transact(note(store, 'kept'));
  const lost = assert.rejects(store.transact(note(store, 'lost')), /crashed before the commit/);
  const image = store.crash(true);
  await lost;
  const again = openStore({ bytes: image, migrations: [NOTES] });
  assert.deepEqual(notes(again), ['kept']);
});

test('work for a closed store is told so, and closing twice does no harm', async () => {
  const store = openStore({ migrations: [NOTES] });
  store.close();
  await assert.rejects(store.transact(note(store, 'late')), /the store is closed/);
  store.drain();
  store.close();
});

test('the bytes of a store are a store: of memory and of a file alike', async (t) => {
  const { file } = stage(t);
  const store = openStore({ file, migrations: [NOTES] });
  await store.transact(note(store, 'a'));
  const bytes = store.bytes();
  await store.transact(note(store, 'b'));
  store.close();
  writeFileSync(`${file}.copy`, bytes);
  const copy = openStore({ file: `${file}.copy`, migrations: [NOTES] });
  assert.deepEqual(notes(copy), ['a']);
  copy.close();

  const first = openStore({ migrations: [NOTES] });
  await first.transact(note(first, 'x'));
  const second = openStore({ bytes: first.bytes(), migrations: [NOTES] });
  await second.transact(note(second, 'y'));
  assert.deepEqual([notes(first), notes(second)], [['x'], ['x', 'y']]);
});
