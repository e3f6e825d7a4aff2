import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';

/** A rule nobody has seen fire may be a rule that cannot: each is shown its violation here. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ANYWHERE = 'src/kernel/canonical.ts';

const long = (lines: number): string => 'export let a = 1;\n' + '  a += 1;\n'.repeat(lines);

/** [the ban, a text that breaks it, the rule that must say so, the file it stands in]. */
const PLANTED: readonly (readonly [string, string, string, string?])[] = [
  ['the wall clock', 'export const t = Date.now();', 'no-restricted-properties'],
  ['the wall clock by index', "export const t = Date['now']();", 'no-restricted-properties'],
  ['the wall clock taken out', 'export const { now } = Date;', 'no-restricted-properties'],
  ['a new date', 'export const t = new Date();', 'no-restricted-syntax'],
  ['chance', 'export const r = Math.random();', 'no-restricted-properties'],
  [
    'chance in the clock',
    'export const r = Math.random();',
    'no-restricted-properties',
    'src/kernel/time.ts',
  ],
  ['a counted id', 'export const i = crypto.randomUUID();', 'no-restricted-properties'],
  ['an imported random id', "export { randomUUID } from 'node:crypto';", 'no-restricted-imports'],
  ['printing', "console.log('x');", 'no-restricted-globals'],
  ['floats from text', "export const n = parseFloat('1.1');", 'no-restricted-globals'],
  ['floats by Number', "export const n = Number.parseFloat('1');", 'no-restricted-properties'],
  ['floats to text', 'export const s = (1.5).toFixed(2);', 'no-restricted-properties'],
  ['fetch', "await fetch('http://x');", 'no-restricted-globals'],
  ['fetch of the global object', 'export const f = globalThis.fetch;', 'no-restricted-globals'],
  ['a default export', 'export default 1;', 'no-restricted-syntax'],
  ['hooks', "import { before } from 'node:test';\nbefore(() => 1);", 'no-restricted-imports'],
  ['loose asserts', "import a from 'node:assert';\na.ok(1);", 'no-restricted-imports'],
  [
    'a lost promise',
    'async function f(): Promise<void> {}\nf();',
    '@typescript-eslint/no-floating-promises',
  ],
  [
    'a promise as condition',
    'export const f = async (): Promise<boolean> => true;\nif (f()) f;',
    '@typescript-eslint/no-misused-promises',
  ],
  ['any', 'export const a = (x: any): unknown => x;', '@typescript-eslint/no-explicit-any'],
  [
    'a blind assertion',
    'export const a = (x?: string): string => x!;',
    '@typescript-eslint/no-non-null-assertion',
  ],
  ['a snake_case name', 'export const player_id = 1;', '@typescript-eslint/naming-convention'],
  [
    'an I before an interface',
    'export interface IClock { a: 1 }',
    '@typescript-eslint/naming-convention',
  ],
  ['loose equality', 'export const e = (a: number): boolean => a == 1;', 'eqeqeq'],
  [
    'a forgotten case',
    "export function f(a: 'x' | 'y'): void { switch (a) { case 'x': } }",
    '@typescript-eslint/switch-exhaustiveness-check',
  ],
  ['a long file', long(300), 'max-lines'],
  [
    'a long function',
    `export function f(): void {\n${long(80).replace('export ', '')}}`,
    'max-lines-per-function',
  ],
  [
    'many parameters',
    'export const f = (a: 1, b: 1, c: 1, d: 1, e: 1, g: 1): unknown => [a, b, c, d, e, g];',
    'max-params',
  ],
];

/** What each home is for: the call banned everywhere else passes there. */
const AT_HOME: readonly (readonly [string, string])[] = [
  ['src/kernel/time.ts', 'export const t = Date.now() + new Date().getTime();'],
  ['src/kernel/random.ts', 'export const r = Math.random();'],
];

test('each banned thing is refused by its rule', async () => {
  const eslint = new ESLint({ cwd: ROOT });
  const missed: string[] = [];
  for (const [ban, text, rule, filePath = ANYWHERE] of PLANTED) {
    const [result] = await eslint.lintText(`${text}\n`, { filePath });
    const fired = result?.messages.map(({ ruleId }) => ruleId) ?? [];
    if (!fired.includes(rule)) missed.push(`${ban}: ${fired.join(', ') || 'nothing fired'}`);
  }

  assert.deepEqual(missed, []);
});

test('a banned call is allowed in its home', async () => {
  const eslint = new ESLint({ cwd: ROOT });
  for (const [filePath, text] of AT_HOME) {
    const [result] = await eslint.lintText(`${text}\n`, { filePath });
    assert.deepEqual(result?.messages, []);
  }
});
