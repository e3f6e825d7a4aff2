import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { checkPages } from './check-pages.js';
import { everyCheck } from './list.js';
import { pageOf } from './check-guide.js';

const FOLDER = new URL('../../../docs/checks/', import.meta.url);

test('the pages of docs/checks are made of the checks as they are', () => {
  const pages = checkPages(everyCheck());
  const stale = Object.keys(pages).filter(
    (name) => readFileSync(new URL(name, FOLDER), 'utf8') !== pages[name],
  );
  assert.deepEqual(stale, [], 'run `npm run generate`');
  assert.deepEqual(readdirSync(FOLDER).sort(), Object.keys(pages).sort());
});

test('every check has its anchor, where reports and explain say', () => {
  const pages = checkPages(everyCheck());
  for (const { id } of everyCheck()) {
    const [page, anchor] = pageOf(id).replace('docs/checks/', '').split('#');
    assert.ok(pages[page ?? '']?.includes(`\n### ${id}\n`), id);
    assert.equal(anchor, id.toLowerCase());
  }
});
