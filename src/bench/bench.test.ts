import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { BenchReport } from './results.js';

const MAIN = fileURLToPath(new URL('main.js', import.meta.url));

const bench = (...words: readonly string[]) =>
  spawnSync(process.execPath, [MAIN, ...words], { encoding: 'utf8' });

test('one named bench prints its line beside its baseline and writes it down', () => {
  const out = mkdtempSync(join(tmpdir(), 'tablestakes-out-'));

  const { status, stdout, stderr } = bench('--quick', '--only', 'help', '--out', out);

  assert.equal(status, 0, stderr);
  assert.match(stdout, /^help +[0-9.,]+ ms +[0-9.,]+ node -e 0 +× [0-9.]+ .*(ok|miss)$/m);
  const report = JSON.parse(readFileSync(join(out, 'bench.json'), 'utf8')) as BenchReport;
  assert.deepEqual(
    report.lines.map(({ name }) => name),
    ['help'],
  );
  assert.equal(report.effort, 'quick');
  assert.ok(report.host.cores > 0);
  rmSync(out, { recursive: true });
});

test('a bench that does not exist is refused with the names of those that do', () => {
  const { status, stderr } = bench('--only', 'warp');

  assert.equal(status, 2);
  assert.match(stderr, /play, commit, growth.*warp/);
});
