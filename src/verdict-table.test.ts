import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const ROOT = new URL('../../', import.meta.url);
const textOf = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

test('each way in which green lies is kept off by a test that exists', () => {
  const [, table = ''] = textOf('docs/verdicts.md').split('| how green lied |');
  const rows = table.split('\n').filter((line) => line.startsWith('| ') && line.includes('`'));
  assert.ok(rows.length >= 13, 'a row of the table is gone');
  for (const row of rows) {
    const [, path = '', title = ''] = /`(src\/[^`]+)`: (.+) \|$/.exec(row) ?? [];
    assert.ok(existsSync(new URL(path, ROOT)), row);
    assert.ok(
      textOf(path).includes(`test('${title}'`),
      `${path} has no test of that name: ${title}`,
    );
  }
});
