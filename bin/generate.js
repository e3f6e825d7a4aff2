// Makes what is generated from schemas/: openapi.json, asyncapi.json and the contract's types.
// With --check it writes nothing and exits 1 when what is committed is stale.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const CHAPTERS = 'schemas/openapi/openapi.yaml';
const DOCUMENT = 'schemas/openapi.json';
const EVENTS = 'schemas/asyncapi.yaml';
const EVENTS_DOCUMENT = 'schemas/asyncapi.json';
const TYPES = 'src/contract/types.generated.ts';
const TYPES_HEADER = `// Made by bin/generate.js from ${CHAPTERS}; do not edit.\n`;

const require = createRequire(import.meta.url);
const packageFile = (name, path) => join(dirname(require.resolve(`${name}/package.json`)), path);

/** Runs a tool quietly; its output is shown only when it fails. */
function run(script, ...words) {
  const done = spawnSync(process.execPath, [script, ...words], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  });
  if (done.status === 0) return;
  process.stderr.write(`${done.stdout}${done.stderr}`);
  process.exit(1);
}

const redocly = (...words) => run(packageFile('@redocly/cli', 'bin/cli.js'), ...words);

const sortedByName = (members) =>
  Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Paths keep the order of the chapters; components come by name, whoever names them first. */
function stable(document) {
  const components = Object.entries(document.components).map(([kind, members]) => [
    kind,
    sortedByName(members),
  ]);
  return { ...document, components: sortedByName(Object.fromEntries(components)) };
}

const textOf = (bundle) =>
  `${JSON.stringify(stable(JSON.parse(readFileSync(bundle, 'utf8'))), null, 2)}\n`;

function generate(directory) {
  const events = join(directory, 'asyncapi.json');
  redocly('lint', EVENTS, '--max-problems', '1000');
  redocly('bundle', EVENTS, '--output', events);
  const bundle = join(directory, 'openapi.json');
  const types = join(directory, 'types.ts');
  redocly('lint', CHAPTERS, '--max-problems', '1000');
  redocly('bundle', CHAPTERS, '--output', bundle);
  const document = textOf(bundle);
  writeFileSync(bundle, document);
  run(
    packageFile('openapi-typescript', 'bin/cli.js'),
    bundle,
    '--output',
    types,
    '--default-non-nullable',
    'false',
  );
  return {
    [DOCUMENT]: document,
    [EVENTS_DOCUMENT]: textOf(events),
    [TYPES]: TYPES_HEADER + readFileSync(types, 'utf8'),
  };
}

const committed = (path) => {
  try {
    return readFileSync(join(ROOT, path), 'utf8');
  } catch {
    return undefined;
  }
};

const directory = mkdtempSync(join(tmpdir(), 'tablestakes-generate-'));
try {
  const made = generate(directory);
  const stale = Object.keys(made).filter((path) => committed(path) !== made[path]);
  if (process.argv.includes('--check')) {
    for (const path of stale) process.stderr.write(`stale: ${path} (run npm run generate)\n`);
    process.exitCode = stale.length === 0 ? 0 : 1;
  } else {
    for (const path of stale) writeFileSync(join(ROOT, path), made[path]);
    process.stdout.write(stale.length === 0 ? 'fresh\n' : `wrote ${stale.join(', ')}\n`);
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
