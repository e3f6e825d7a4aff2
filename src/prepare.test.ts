import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const COPIED = [
  'bin/prepare.js',
  'bin/test.js',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];

interface Run {
  readonly status: number | null;
  readonly said: string;
}

/** A small clone with the installed packages of this one. */
function stage(t: TestContext, files: Readonly<Record<string, string>>) {
  const clone = mkdtempSync(join(tmpdir(), 'tablestakes-clone-'));
  t.after(() => rmSync(clone, { recursive: true }));
  const write = (path: string, text: string): void => writeFileSync(join(clone, path), text);
  mkdirSync(join(clone, 'src'));
  for (const path of COPIED) cpSync(join(ROOT, path), join(clone, path));
  symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
  for (const [path, text] of Object.entries(files)) write(path, text);
  const run = (script: string, ...words: readonly string[]): Run => {
    // A test runner inside a test runner would report to the outer one and say nothing itself.
    const env = { ...process.env, CI: 'false', NODE_TEST_CONTEXT: undefined };
    const options = { cwd: clone, encoding: 'utf8', env } as const;
    const done = spawnSync(process.execPath, [`bin/${script}.js`, ...words], options);
    return { status: done.status, said: `${done.stdout}${done.stderr}` };
  };
  return {
    write,
    run,
    remove: (path: string) => rmSync(join(clone, path)),
    has: (path: string) => existsSync(join(clone, path)),
  };
}

const SOUND = 'export const a = 1;\n';
const passing = "import { test } from 'node:test';\ntest('a law holds', () => undefined);\n";
const failing =
  "import { test } from 'node:test';\ntest('a law holds', () => { throw new Error('no'); });\n";

test('a clone is compiled once, and again only when a source changes', (t) => {
  const { write, run, has } = stage(t, { 'src/a.ts': SOUND });

  assert.match(run('prepare').said, /^prepare: compiled \([0-9.]+ s\)\n$/);
  assert.deepEqual(run('prepare'), { status: 0, said: '' });
  write('src/b.ts', SOUND);
  assert.match(run('prepare').said, /compiled/);
  assert.ok(has('dist/src/a.js') && has('dist/src/b.js'));
});

test('what was compiled from a source that is gone goes too', (t) => {
  const { run, remove, has } = stage(t, { 'src/a.ts': SOUND, 'src/b.test.ts': passing });
  run('prepare');
  assert.ok(has('dist/src/b.test.js'));

  remove('src/b.test.ts');
  run('prepare');

  assert.deepEqual([has('dist/src/a.js'), has('dist/src/b.test.js')], [true, false]);
});

test('a forced build makes everything anew', (t) => {
  const { run, remove, has } = stage(t, { 'src/a.ts': SOUND });
  run('prepare');
  remove('dist/src/a.js');

  assert.equal(run('prepare', '--force-build').status, 0);
  assert.ok(has('dist/src/a.js'));
});

test('code that does not compile fails, and fails again until it does', (t) => {
  const { write, run } = stage(t, { 'src/a.ts': "export const a: number = 'text';\n" });

  for (const attempt of [run('prepare'), run('prepare')]) {
    assert.notEqual(attempt.status, 0);
    assert.match(attempt.said, /src\/a\.ts.*TS2322/);
  }
  write('src/a.ts', SOUND);
  assert.equal(run('prepare').status, 0);
});

test('the test command runs what it is asked for, and fails when a test does', (t) => {
  const { run } = stage(t, { 'src/good.test.ts': passing, 'src/bad.test.ts': failing });
  run('prepare');

  const [all, good, none] = [run('test'), run('test', 'good'), run('test', 'nowhere')];

  assert.deepEqual([all.status, good.status, none.status], [1, 0, 2]);
  assert.match(all.said, /ℹ tests 2\n[^]*ℹ pass 1\nℹ fail 1\n/);
  assert.match(good.said, /ℹ tests 1\n[^]*ℹ pass 1\nℹ fail 0\n/);
  assert.match(none.said, /None of 2 test files matches: nowhere/);
});

test('a clone without tests is not a clone whose tests pass', (t) => {
  const { run } = stage(t, { 'src/a.ts': SOUND });
  run('prepare');

  assert.deepEqual(run('test'), {
    status: 2,
    said: 'No compiled tests under dist/: run `npm run build` first.\n',
  });
});
