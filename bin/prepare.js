#!/usr/bin/env node
/**
 * Makes a clone ready to run: dependencies, the native SQLite module, the compiled code. Each step
 * happens only when something it depends on has changed; when nothing has, this says nothing.
 * `--force-build` compiles from scratch.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdirSync, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MODULES = join(ROOT, 'node_modules');
const DIST = join(ROOT, 'dist');
const INSTALL_STAMP = join(MODULES, '.tablestakes-stamp');
const BUILD_STAMP = join(DIST, '.tablestakes-stamp');
const SOURCES = ['src', 'scenarios'];
const OLDEST_NODE = [20, 19];
const UNFINISHED = 'unfinished';

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const textOf = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);
const say = (line) => process.stdout.write(`${line}\n`);

function stop(message, code = 1) {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}

/** Runs a step, saying first what takes long and afterwards how long it took. */
function timed(what, step) {
  const startedMs = performance.now();
  step();
  say(`prepare: ${what} (${((performance.now() - startedMs) / 1000).toFixed(1)} s)`);
}

function refuseOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldMajor, oldMinor] = OLDEST_NODE;
  if (major > oldMajor || (major === oldMajor && minor >= oldMinor)) return;
  stop(
    `tablestakes needs Node ${oldMajor}.${oldMinor} or newer; this is ${process.versions.node}.`,
  );
}

/** npm's own program when npm started us, so that the same npm installs; else the one on PATH. */
function npm(...args) {
  const own = process.env.npm_execpath;
  const ours = own !== undefined && basename(own) === 'npm-cli.js';
  const [program, first] = ours ? [process.execPath, [own]] : ['npm', []];
  const done = spawnSync(program, [...first, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: !ours && process.platform === 'win32',
  });
  if (done.status === 0) return;
  const output = done.error?.message ?? `${done.stdout}${done.stderr}`;
  stop(`${output.trim()}\n\nprepare: \`npm ${args.join(' ')}\` failed; its output is above.`);
}

/** Whether node_modules holds exactly what the lock file says, as npm itself noted when it installed. */
function treeMatchesLock(lockText) {
  const installedText = textOf(join(MODULES, '.package-lock.json'));
  if (installedText === undefined) return false;
  const installed = JSON.parse(installedText).packages;
  return Object.entries(JSON.parse(lockText).packages).every(
    ([path, wanted]) =>
      path === '' || wanted.optional || installed[path]?.version === wanted.version,
  );
}

/** Opens a database in a child, because a module built for another Node can take its process down. */
const sqliteLoads = () =>
  spawnSync(process.execPath, ['-e', "new (require('better-sqlite3'))(':memory:')"], { cwd: ROOT })
    .status === 0;

function install() {
  const lock = textOf(join(ROOT, 'package-lock.json'));
  if (lock === undefined) stop('prepare: package-lock.json is missing; is this a whole clone?');
  const { modules } = process.versions;
  const stamp = sha256([lock, modules, process.platform, process.arch].join('\n'));
  if (textOf(INSTALL_STAMP) === stamp) return stamp;

  if (!treeMatchesLock(lock)) {
    say('prepare: installing dependencies; SQLite may be compiled, which takes a minute or two …');
    timed('dependencies installed', () => npm('ci', '--no-audit', '--no-fund'));
  }
  if (!sqliteLoads()) {
    say(
      'prepare: SQLite is not built for this Node (another version, or npm ran no install scripts).',
    );
    say('prepare: compiling it, which takes a minute or two …');
    timed('SQLite compiled', () => npm('rebuild', 'better-sqlite3'));
    if (!sqliteLoads()) {
      stop(
        'prepare: better-sqlite3 still does not load. It needs a C++ compiler, make and Python 3\n' +
          'when no ready-made binary can be downloaded. Try: npm rebuild better-sqlite3 --foreground-scripts',
      );
    }
  }
  writeFileSync(INSTALL_STAMP, stamp);
  return stamp;
}

function* filesUnder(folder) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesUnder(path);
    else yield path;
  }
}

function inputsHash(installStamp) {
  const files = SOURCES.flatMap((folder) => [...filesUnder(join(ROOT, folder))]);
  const facts = [join(ROOT, 'tsconfig.json'), ...files.sort()].map((path) => {
    const { mtimeMs, size } = statSync(path);
    return `${relative(ROOT, path)} ${mtimeMs} ${size}`;
  });
  return sha256([installStamp, ...facts].join('\n'));
}

/** The compiler never deletes: what it made from a source that is gone would still run as a test. */
function removeOutputsWithoutSource() {
  for (const path of filesUnder(DIST)) {
    const inside = relative(DIST, path);
    if (!SOURCES.includes(inside.split(sep)[0])) continue;
    const source = inside.replace(/\.(d\.ts|js|js\.map)$/, '.ts');
    if (!existsSync(join(ROOT, source))) rmSync(path);
  }
}

function compile() {
  const compiler = join(MODULES, 'typescript7', 'bin', 'tsc');
  const done = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.json'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (done.error) stop(`prepare: the compiler did not start: ${done.error.message}`);
  if (done.status !== 0) stop('prepare: the code does not compile; see above.', done.status ?? 1);
}

function build(installStamp, force) {
  const inputs = inputsHash(installStamp);
  const built = textOf(BUILD_STAMP);
  if (built === inputs && !force) return;
  // Without a stamp nobody knows what is in dist, and the compiler would trust its notes.
  if (built === undefined || force) rmSync(DIST, { recursive: true, force: true });
  mkdirSync(DIST, { recursive: true });
  writeFileSync(BUILD_STAMP, UNFINISHED);
  timed('compiled', () => {
    removeOutputsWithoutSource();
    compile();
  });
  writeFileSync(BUILD_STAMP, inputs);
}

refuseOldNode();
build(install(), process.argv.includes('--force-build'));
