import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { suiteDigestOf } from './suite.js';

const FOLDERS = [
  ...['scenarios/certify', 'scenarios/invariants', 'src/kernel', 'src/contract', 'src/client'],
  ...['src/harness/dialect', 'profiles'],
];

test('whatever judges is under the digest of the suite, and what does not judge is not', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'tablestakes-suite-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const name of FOLDERS) mkdirSync(join(folder, name), { recursive: true });
  const root = pathToFileURL(`${folder}/`);
  const after = (path: string, text: string): string => {
    writeFileSync(join(folder, path), text);
    return suiteDigestOf(root, root).sha256;
  };
  const first = after('src/harness/dialect/knobs.js', 'one');
  assert.equal(after('src/harness/dialect/knobs.js', 'one'), first);
  const judging = ['scenarios/certify/a.js', 'src/harness/dialect/knobs.js', 'profiles/a.yaml'];
  const seen = [first, ...judging.map((path) => after(path, 'two'))];
  assert.equal(new Set(seen).size, seen.length);
  for (const beside of ['src/harness/a.test.js', 'src/harness/a.d.ts', 'src/kernel/a.js.map']) {
    assert.equal(after(beside, 'three'), seen.at(-1), beside);
  }
});
