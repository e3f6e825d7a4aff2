import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';

/** The house inspects itself: what ARCHITECTURE.md promises about the code is held here. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MAX_LINES = 300;
const GENERATED = 'src/contract/types.generated.ts';

const filesUnder = (folder: string): readonly string[] =>
  readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesUnder(path) : [path];
  });

const SOURCES = [...filesUnder('src'), ...filesUnder('scenarios')];
const CODE = [...SOURCES, ...filesUnder('bin')].filter((path) => path !== GENERATED);

interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

function runNode(...args: readonly string[]): Outcome {
  const options = { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 28 } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, args, options);
  return { status, output: `${stdout}${stderr}` };
}

test('every file is clean by the lint rules', async () => {
  const results = await new ESLint({ cwd: ROOT }).lintFiles(['.']);
  const findings = results.flatMap(({ filePath, messages }) =>
    messages.map(
      ({ line, message, ruleId }) =>
        `${relative(ROOT, filePath)}:${line} ${message} (${ruleId ?? 'parser'})`,
    ),
  );

  const read = new Set(results.map(({ filePath }) => relative(ROOT, filePath)));
  assert.deepEqual(
    CODE.filter((path) => !read.has(path)),
    [],
    'code that no rule has read',
  );
  assert.deepEqual(findings, []);
});

test('every file is formatted', () => {
  const prettier = 'node_modules/prettier/bin/prettier.cjs';
  const { output, status } = runNode(prettier, '--list-different', '.');

  assert.equal(output, '', 'run `npm run format`');
  assert.equal(status, 0);
});

test('every room imports only what the plan allows', () => {
  const cruiser = 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs';
  const config = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json'];
  const { output } = runNode(cruiser, ...config, 'src', 'scenarios');
  const { summary, modules } = JSON.parse(output) as {
    summary: { violations: { rule: { name: string }; from: string; to: string }[] };
    modules: { source: string }[];
  };
  const cruised = new Set(modules.map(({ source }) => source));
  const overlooked = SOURCES.filter((path) => !cruised.has(path));
  const broken = summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);

  assert.ok(cruised.size > 0, 'without a TypeScript API it finds no modules and calls that clean');
  assert.deepEqual(overlooked, []);
  assert.deepEqual(broken, []);
});

test('the import rules know the domains in the order in which they are composed', async () => {
  const { DOMAINS } = await import('./sandbox/composition.js');
  const cruiserConfig = createRequire(import.meta.url)(join(ROOT, '.dependency-cruiser.cjs')) as {
    forbidden: { name: string }[];
  };
  const door = /^([a-z]+)-enters-other-domains-by-the-door$/;
  const ruled = cruiserConfig.forbidden.flatMap(({ name }) => door.exec(name)?.[1] ?? []);

  assert.deepEqual(
    ruled,
    DOMAINS.map(({ name }) => name),
  );
});

test('no file is longer than 300 lines', () => {
  const long = CODE.map((path) => {
    const lines = readFileSync(join(ROOT, path), 'utf8').trimEnd().split('\n').length;
    return { path, lines };
  }).filter(({ lines }) => lines > MAX_LINES);

  assert.deepEqual(long, []);
});

test('files are named by what they hold, in kebab-case', () => {
  const named = /^[a-z0-9]+(-[a-z0-9]+)*(\.test|\.generated)?\.(ts|js)$/;
  const empty = /(^|[-/])(utils?|helpers?|common|misc|managers?|services?|impl|base|stuff)[-./]/;

  assert.deepEqual(
    [...SOURCES, ...CODE].filter((path) => !named.test(path.split('/').at(-1) ?? '')),
    [],
  );
  assert.match('src/domains/rounds/round-utils.ts', empty);
  assert.deepEqual(
    CODE.filter((path) => empty.test(path)),
    [],
  );
});

test('folders are two deep, and three where a domain has many operations', () => {
  const deep = SOURCES.filter((path) => path.startsWith('src/')).filter((path) => {
    const folders = path.split('/').slice(1, -1);
    return folders.length > 2 && !/^src\/domains\/[a-z]+\/operations\/[^/]+$/.test(path);
  });

  assert.deepEqual(deep, []);
});

/** Rules that rooms outside the domain use as well, each too much for its model. */
const PIECES: readonly string[] = [
  'src/domains/access/tokens.ts',
  'src/domains/audit/chain.ts',
  'src/domains/ledger/money.ts',
];

test('every domain has the same kinds of files', () => {
  const kind =
    /^src\/domains\/([a-z]+)\/(index|model|operations|store|tables|\1\.test|operations\/[a-z-]+(?:\.test)?)\.ts$/;
  const inDomains = filesUnder('src/domains').filter((path) => path.split('/').length > 3);
  const doorless = new Set(
    inDomains
      .map((path) => path.split('/').slice(0, 3).join('/'))
      .filter((domain) => !inDomains.includes(`${domain}/index.ts`)),
  );

  assert.ok(inDomains.length > 0);
  assert.deepEqual([...doorless], [], 'a domain without a door');
  assert.deepEqual(
    inDomains.filter((path) => !kind.test(path)).sort(),
    PIECES,
    'another kind of file than the plan knows, or a piece that is gone',
  );
});

test('what is generated from the contract is fresh', () => {
  const { output, status } = runNode('bin/generate.js', '--check');

  assert.ok(existsSync(join(ROOT, GENERATED)));
  assert.equal(status, 0, output);
});
