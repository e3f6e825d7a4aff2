#!/usr/bin/env node
/**
 * Runs every compiled test file: `npm test`, or only those whose path contains one of the words
 * given: `npm test -- rounds money`. With CI=true a JUnit report goes to reports/tests.xml.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIST = join(ROOT, 'dist');
const TEST_TIMEOUT_MS = 600_000;

/** Node 20 takes no glob after `--test`, so the paths are found here. */
function testFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return testFiles(path);
    return entry.name.endsWith('.test.js') ? [relative(ROOT, path)] : [];
  });
}

function stop(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

const words = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const options = process.argv.slice(2).filter((word) => word.startsWith('-'));
const all = testFiles(DIST).sort();
const chosen = all.filter(
  (path) => words.length === 0 || words.some((word) => path.includes(word)),
);

if (all.length === 0) stop('No compiled tests under dist/: run `npm run build` first.');
if (chosen.length === 0) stop(`None of ${all.length} test files matches: ${words.join(' ')}`);

const reporters = ['--test-reporter=spec', '--test-reporter-destination=stdout'];
if (process.env.CI === 'true') {
  mkdirSync(join(ROOT, 'reports'), { recursive: true });
  reporters.push('--test-reporter=junit', '--test-reporter-destination=reports/tests.xml');
}
const settings = ['--test-concurrency=2', `--test-timeout=${TEST_TIMEOUT_MS}`, ...reporters];
const done = spawnSync(
  process.execPath,
  ['--enable-source-maps', '--test', ...settings, ...options, ...chosen],
  { cwd: ROOT, stdio: 'inherit' },
);
process.exit(done.status ?? 1);
