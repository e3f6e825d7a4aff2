import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Store } from './store.js';

export const NOTES = {
  id: 'notes-01',
  why: 'Something to write into.',
  sql: `CREATE TABLE notes (text TEXT NOT NULL PRIMARY KEY) STRICT;
        CREATE TABLE tags (note TEXT REFERENCES notes DEFERRABLE INITIALLY DEFERRED) STRICT;`,
};
export const MORE = { id: 'notes-02', why: 'More.', sql: 'CREATE TABLE more (text TEXT) STRICT' };

/** A folder of the test's own, and a file in it that is not there yet. */
export function stage(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'tablestakes-store-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return { folder, file: join(folder, 'books.db') };
}

export const note = (store: Store, text: string) => () => {
  store.sql('INSERT INTO notes (text) VALUES (?)').run(text);
  return text;
};
export const notes = (store: Store): readonly unknown[] =>
  store.sql('SELECT text FROM notes ORDER BY text').pluck().all();
