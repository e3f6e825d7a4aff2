import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/**
 * Calls with a home: everywhere else they are refused and the message names what to call instead.
 * `home` is the one file (glob) in which the call is allowed; null means nowhere.
 */
const PROPERTIES_WITH_A_HOME = [
  ['Date', 'now', 'Take time from a Clock (src/kernel/time.ts).', 'src/kernel/time.ts'],
  ['Math', 'random', 'Draw from a seeded stream (src/kernel/random.ts).', 'src/kernel/random.ts'],
  ['crypto', 'randomUUID', 'Derive the id (src/kernel/ids.ts).', 'src/kernel/ids.ts'],
  ['Number', 'parseFloat', 'Use parseAmount (src/kernel/money.ts) or Number.', null],
  [undefined, 'toFixed', 'Use formatAmount (src/kernel/money.ts) or Math.round.', null],
].map(([object, property, message, home]) => ({
  rule: { ...(object && { object }), property, message },
  home,
}));

const SYNTAX_WITH_A_HOME = [
  {
    rule: {
      selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
      message: 'Take time from a Clock (src/kernel/time.ts).',
    },
    home: 'src/kernel/time.ts',
  },
  {
    rule: {
      selector: 'CallExpression[callee.name="Date"]',
      message: 'Take time from a Clock (src/kernel/time.ts).',
    },
    home: null,
  },
  {
    rule: {
      selector: 'ExportDefaultDeclaration',
      message: 'Export it by name, so that it is called the same everywhere.',
    },
    home: null,
  },
];

const RESTRICTED_GLOBALS = [
  { name: 'fetch', message: 'Send through src/client (undici underneath, many times faster).' },
  { name: 'parseFloat', message: 'Use parseAmount (src/kernel/money.ts) or Number.' },
  {
    name: 'console',
    message: 'Commands print with process.stdout.write; the rest returns values.',
  },
];

const HOOKS_AND_MOCKS = {
  importNames: ['describe', 'it', 'suite', 'before', 'after', 'beforeEach', 'afterEach', 'mock'],
  message: "Write a flat test('sentence') with a stage() function, against the real thing.",
};

const RESTRICTED_IMPORTS = {
  paths: [
    { name: 'node:test', ...HOOKS_AND_MOCKS },
    { name: 'node:assert', message: 'Use node:assert/strict.' },
    { name: 'node:crypto', importNames: ['randomUUID'], message: 'Derive the id (kernel/ids.ts).' },
    { name: 'undici', importNames: ['fetch'], message: 'Send through src/client.' },
  ],
};

const bansExceptAtHome = (home) => {
  const allowed = (ban) => home !== undefined && ban.home === home;
  const rules = (bans) => bans.filter((ban) => !allowed(ban)).map((ban) => ban.rule);
  return {
    'no-restricted-properties': ['error', ...rules(PROPERTIES_WITH_A_HOME)],
    'no-restricted-syntax': ['error', ...rules(SYNTAX_WITH_A_HOME)],
  };
};

const homes = [...PROPERTIES_WITH_A_HOME, ...SYNTAX_WITH_A_HOME].flatMap(({ home }) => home ?? []);

/** Names on the wire keep their snake_case in members and where they are taken out of an object. */
const NAMES = [
  { selector: 'default', format: ['camelCase'], leadingUnderscore: 'allow' },
  { selector: 'import', format: null },
  {
    selector: ['variable', 'function'],
    format: ['camelCase', 'UPPER_CASE', 'PascalCase'], // PascalCase: what is called with `new`
    leadingUnderscore: 'allow',
  },
  { selector: ['variable', 'parameter'], modifiers: ['destructured'], format: null },
  { selector: 'memberLike', format: null },
  { selector: 'typeLike', format: ['PascalCase'], custom: { regex: '^I[A-Z]', match: false } },
];

const CORE_RULES = {
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'no-var': 'error',
  'prefer-const': 'error',
  'object-shorthand': 'error',
  'no-param-reassign': 'error',
  'no-unreachable': 'error',
  'no-dupe-keys': 'error',
  'no-self-compare': 'error',
  'no-unsafe-finally': 'error',
  'no-fallthrough': 'error',
  'no-irregular-whitespace': 'error',
  'no-useless-rename': 'error',
  'no-restricted-globals': ['error', { globals: RESTRICTED_GLOBALS, checkGlobalObject: true }],
  'no-restricted-imports': ['error', RESTRICTED_IMPORTS],
  'max-lines': ['error', { max: 300 }],
  'max-lines-per-function': ['error', { max: 70 }],
  'max-params': ['error', { max: 5 }],
};

const TYPED_RULES = {
  '@typescript-eslint/naming-convention': ['error', ...NAMES],
  '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
  '@typescript-eslint/no-unused-vars': [
    'error',
    { argsIgnorePattern: '^_', ignoreRestSiblings: true },
  ],
  '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: [nodeTest()] }],
  '@typescript-eslint/no-misused-promises': 'error',
  '@typescript-eslint/no-non-null-assertion': 'error',
  '@typescript-eslint/no-unnecessary-type-assertion': 'error',
  '@typescript-eslint/prefer-nullish-coalescing': 'error',
  '@typescript-eslint/prefer-optional-chain': 'error',
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
  '@typescript-eslint/switch-exhaustiveness-check': [
    'error',
    { considerDefaultExhaustiveForUnions: true },
  ],
  '@typescript-eslint/unbound-method': 'off', // our objects are closures: nothing to unbind
  '@typescript-eslint/require-await': 'off', // an async function may be what an interface asks for
};

/** Proofs take JSON as it comes: what a member is, is what they are about to assert. */
const PROOF_RULES = {
  '@typescript-eslint/no-unsafe-assignment': 'off',
  '@typescript-eslint/no-unsafe-argument': 'off',
  '@typescript-eslint/no-unsafe-call': 'off',
  '@typescript-eslint/no-unsafe-member-access': 'off',
  '@typescript-eslint/no-unsafe-return': 'off',
};

/** `test()` at the top of a file returns a promise that the runner itself awaits. */
function nodeTest() {
  return { from: 'package', name: 'test', package: 'node:test' };
}

export default defineConfig(
  { ignores: ['dist/', 'node_modules/', 'reports/', 'src/contract/types.generated.ts'] },
  {
    files: ['src/**/*.ts', 'scenarios/**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        project: './tsconfig.json',
        tsconfigRootDir: import.meta.dirname,
        // With CI=true it would lint the file on disk in place of the text it was given.
        disallowAutomaticSingleRunInference: true,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: { ...CORE_RULES, ...TYPED_RULES, ...bansExceptAtHome() },
  },
  { files: ['src/**/*.test.ts', 'scenarios/**/*.ts'], rules: PROOF_RULES },
  ...homes.map((home) => ({ files: [home], rules: bansExceptAtHome(home) })),
  {
    files: ['bin/*.js', '*.js', '*.cjs'],
    rules: { ...CORE_RULES, 'no-restricted-syntax': 'off' },
  },
);
