import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DOCUMENTS = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];

const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

interface PackageFile {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const packageFile = JSON.parse(textOf('package.json')) as PackageFile;

/** What `npm pack` would ship, asked of npm itself. */
function packedFiles(): readonly string[] {
  const ours = process.env['npm_execpath']?.endsWith('npm-cli.js') ?? false;
  const [program, ...first] = ours
    ? [process.execPath, process.env['npm_execpath'] ?? '']
    : ['npm'];
  const words = [...first, 'pack', '--dry-run', '--json', '--ignore-scripts'];
  const { stdout } = spawnSync(program ?? 'npm', words, { cwd: ROOT, encoding: 'utf8' });
  const [packed] = Object.values(JSON.parse(stdout) as { files: { path: string }[] }[]);
  return packed?.files.map(({ path }) => path) ?? [];
}

test('the package ships what its commands and its importers need, and no tests', () => {
  const shipped = packedFiles();
  const needed = [
    'LICENSE',
    'README.md',
    'CHANGELOG.md',
    'bin/tablestakes.js',
    'dist/src/index.js',
    'dist/src/index.d.ts',
    'schemas/openapi.json',
    'schemas/requirements/2026.1.yaml',
  ];

  assert.deepEqual(
    needed.filter((path) => !shipped.includes(path)),
    [],
  );
  assert.deepEqual(
    shipped.filter((path) => /[.]test[.]|tsbuildinfo/.test(path)),
    [],
  );
});

test('the public surface is imported by the name of the package', async () => {
  const name: string = 'tablestakes';
  const surface = (await import(name)) as Readonly<Record<string, unknown>>;

  for (const promised of ['startSandbox', 'certify', 'defineScenario']) {
    assert.equal(typeof surface[promised], 'function', promised);
  }
});

test('every runtime dependency is pinned and has its line of reason', () => {
  const reasons = textOf('docs/decisions/0001-dependencies.md');
  const reasoned = [...reasons.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name);

  assert.deepEqual(reasoned.sort(), Object.keys(packageFile.dependencies).sort());
  for (const [name, version] of Object.entries(packageFile.dependencies)) {
    assert.match(version, /^[0-9]+[.][0-9]+[.][0-9]+$/, name);
  }
});

test('every npm script the documents name exists', () => {
  const named = DOCUMENTS.flatMap((path) =>
    [...textOf(path).matchAll(/npm (?:run )?(start|test|(?<=run )[a-z-]+)/g)].map(
      ([, script]) => script ?? '',
    ),
  );

  assert.ok(named.includes('test'));
  assert.deepEqual(
    named.filter((script) => !(script in packageFile.scripts)),
    [],
  );
});

test('every command the documents name exists', () => {
  const { stdout } = spawnSync(process.execPath, ['bin/tablestakes.js', '--help'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const commands = [...stdout.matchAll(/^ {2}([a-z]+)\b/gm)].map(([, command]) => command);
  const called = /(?:`|npx |\$ |bin\/)tablestakes(?:\.js)? ([a-z]+)/gm;
  const named = DOCUMENTS.flatMap((path) =>
    [...textOf(path).matchAll(called)].map(([, command]) => command),
  );

  assert.ok(named.length > 0);
  assert.deepEqual(
    named.filter((command) => !commands.includes(command)),
    [],
  );
});

test('every file the documents link to exists', () => {
  const broken = DOCUMENTS.flatMap((path) =>
    [...textOf(path).matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
      .map(([, target]) => join(dirname(path), target ?? ''))
      .filter((target) => !existsSync(join(ROOT, target)))
      .map((target) => `${path} → ${target}`),
  );

  assert.deepEqual(broken, []);
});
