import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A small house in which every import is allowed. */
const SOUND: Readonly<Record<string, string>> = {
  'src/kernel/a.ts': "import 'node:crypto';\nexport const a = 1;",
  'src/kernel/e.ts': 'export const e = 1;',
  'src/kernel/f.ts': "import './e.js';",
  'src/store/a.ts': "import 'better-sqlite3';\nimport '../kernel/a.js';\nexport const a = 1;",
  'src/server/a.ts': "import 'express';\nexport const a = 1;",
  'src/sandbox/a.ts': "import '../domains/rounds/index.js';\nexport const a = 1;",
  'src/harness/a.ts': 'export const a = 1;',
  'src/harness/results.ts': 'export const a = 1;',
  'src/report/a.ts':
    "import '../harness/results.js';\nimport type { a } from '../harness/a.js';\nexport type A = typeof a;",
  'src/domains/audit/index.ts': "import '../../kernel/a.js';\nexport const a = 1;",
  'src/domains/audit/store.ts':
    "import type { Database } from 'better-sqlite3';\nexport type D = Database;",
  'src/domains/rounds/index.ts': "import '../audit/index.js';\nexport const a = 1;",
  'src/domains/rounds/rounds.test.ts': "import '../../server/a.js';\nimport 'prettier';",
  'src/cli/a.ts': "import '../sandbox/a.js';",
  'src/cli/a.test.ts': 'export const a = 1;',
  'scenarios/a.ts': "import '../src/harness/a.js';",
};

/** [the rule that must say so, the file, the line in it that breaks the plan]. */
const MISPLACED: readonly (readonly [string, string, string])[] = [
  ['kernel-imports-only-nothing', 'src/kernel/b.ts', "import '../store/a.js';"],
  ['kernel-needs-no-package', 'src/kernel/c.ts', "import 'ajv';"],
  ['kernel-does-no-io', 'src/kernel/d.ts', "import 'node:fs';"],
  ['no-cycles', 'src/kernel/e.ts', "import './f.js';"],
  ['every-file-is-reached', 'src/kernel/forgotten.ts', 'export const f = 1;'],
  ['every-import-resolves', 'src/kernel/g.ts', "import './nowhere.js';"],
  ['contract-imports-only-kernel', 'src/contract/b.ts', "import '../server/a.js';"],
  ['store-imports-only-kernel', 'src/store/b.ts', "import '../sandbox/a.js';"],
  ['domains-imports-only-kernel-contract-store', 'src/domains/b.ts', "import '../server/a.js';"],
  ['domains-do-no-io', 'src/domains/audit/b.ts', "import 'node:http';"],
  ['audit-leans-only-on-earlier-domains', 'src/domains/audit/c.ts', "import '../rounds/index.js';"],
  [
    'rounds-enters-other-domains-by-the-door',
    'src/domains/rounds/b.ts',
    "import '../audit/store.js';",
  ],
  ['better-sqlite3-has-one-home', 'src/domains/audit/d.ts', "import 'better-sqlite3';"],
  [
    'server-imports-only-kernel-contract',
    'src/server/b.ts',
    "import '../domains/rounds/index.js';",
  ],
  ['partners-imports-only-kernel', 'src/partners/b.ts', "import '../server/a.js';"],
  ['client-imports-only-kernel-contract', 'src/client/b.ts', "import '../server/a.js';"],
  [
    'harness-imports-only-kernel-contract-client',
    'src/harness/b.ts',
    "import type { a } from '../domains/rounds/index.js';\nexport type B = typeof a;",
  ],
  ['harness-imports-only-kernel-contract-client', 'src/harness/c.ts', "import '../sandbox/a.js';"],
  ['harness-imports-only-kernel-contract-client', 'src/harness/d.ts', "import '../server/a.js';"],
  [
    'load-imports-only-kernel-contract-client-harness',
    'src/load/b.ts',
    "import '../sandbox/a.js';",
  ],
  ['report-imports-harness-types-only', 'src/report/b.ts', "import '../harness/a.js';"],
  ['nobody-imports-a-test', 'src/cli/b.ts', "import './a.test.js';"],
  ['no-development-packages-in-the-product', 'src/cli/c.ts', "import 'prettier';"],
  [
    'scenarios-use-only-the-harness-and-the-vocabulary',
    'scenarios/b.ts',
    "import '../src/server/a.js';",
  ],
];

/** The entrance of a house, from which all of it is reached but what is forgotten. */
const entranceOf = (paths: readonly string[]): string =>
  paths
    .filter((path) => !/forgotten|[.]test[.]/.test(path))
    .map((path) => `import '../${path.replace(/[.]ts$/, '.js')}';`)
    .join('\n');

/** The rules broken in a house of these files, each as `rule: file`. */
function brokenRules(files: Readonly<Record<string, string>>): readonly string[] {
  const house = mkdtempSync(join(tmpdir(), 'tablestakes-house-'));
  try {
    for (const name of ['node_modules', 'package.json', 'tsconfig.json']) {
      symlinkSync(join(ROOT, name), join(house, name));
    }
    const furnished = { ...files, 'src/index.ts': entranceOf(Object.keys(files)) };
    for (const [path, text] of Object.entries(furnished)) {
      mkdirSync(dirname(join(house, path)), { recursive: true });
      writeFileSync(join(house, path), `${text}\n`);
    }
    const cruiser = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const config = ['--config', join(ROOT, '.dependency-cruiser.cjs'), '--output-type', 'json'];
    const { stdout } = spawnSync(process.execPath, [cruiser, ...config, 'src', 'scenarios'], {
      cwd: house,
      encoding: 'utf8',
    });
    const { summary } = JSON.parse(stdout) as {
      summary: { violations: { rule: { name: string }; from: string }[] };
    };
    return summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`).sort();
  } finally {
    rmSync(house, { recursive: true });
  }
}

test('imports along the plan break no rule', () => {
  assert.deepEqual(brokenRules(SOUND), []);
});

test('each import against the plan is refused by its rule, and by no other', () => {
  const planted = Object.fromEntries(MISPLACED.map(([, path, text]) => [path, text]));

  assert.deepEqual(
    brokenRules({ ...SOUND, ...planted }),
    MISPLACED.map(([rule, path]) => `${rule}: ${path}`).sort(),
  );
});
