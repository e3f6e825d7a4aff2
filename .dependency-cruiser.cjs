/**
 * The plan of the house as rules. Imports of types count too (`tsPreCompilationDeps: true`): a
 * harness that knows a domain's types has already looked behind the contract. Where the plan lets a
 * room see another's types and nothing more, the rule says so with `type-only`.
 */

/** Which rooms a room may import; a name with `(types)` may be imported by `import type` only. */
const ROOMS = {
  kernel: [],
  contract: ['kernel'],
  store: ['kernel'],
  domains: ['kernel', 'contract', 'store'],
  server: ['kernel', 'contract'],
  partners: ['kernel'],
  sandbox: ['kernel', 'contract', 'store', 'domains', 'server', 'partners'],
  client: ['kernel', 'contract'],
  harness: ['kernel', 'contract', 'client'],
  load: ['kernel', 'contract', 'client', 'harness'],
  report: ['kernel', 'contract', 'harness (types)', 'load (types)'],
  certificate: ['kernel', 'harness (types)', 'report (types)'],
  bench: [
    'kernel',
    'contract',
    'store',
    'domains',
    'server',
    'partners',
    'sandbox',
    'client',
    'harness',
    'load',
  ],
  cli: [
    ...['kernel', 'contract', 'store', 'domains', 'server', 'partners', 'sandbox', 'client'],
    ...['harness', 'load', 'report', 'certificate', 'scenarios'],
  ],
};

/** What a room open to types only may import as values too: the words in which results are told. */
const VOCABULARY = '^src/harness/(results|verdict|difference)[.]ts$';

/** Where the scenarios stand: outside src, written against what a stranger could import too. */
const SCENARIOS = '^scenarios/';

/** Foundation order: a domain leans only on the doors of those before it. */
const DOMAINS = [
  'idempotency',
  'audit',
  'access',
  'partners',
  'ledger',
  'players',
  'wallets',
  'limits',
  'games',
  'leaderboards',
  'jackpots',
  'tournaments',
  'rounds',
  'sagas',
  'kyc',
  'payments',
  'webhooks',
  'live',
  'privacy',
];

/** Packages with one home: where each is used decides what can be replaced by touching one room. */
const PACKAGES = {
  'better-sqlite3': '^src/store/',
  express: '^src/(server|partners|sandbox|bench)/',
  'swagger-ui-dist': '^src/server/',
  'prom-client': '^src/server/',
  undici: '^src/(client|load|bench|sandbox)/',
  autocannon: '^src/(load|bench)/',
  'hdr-histogram-js': '^src/(load|bench)/',
  commander: '^src/cli/',
  chalk: '^src/(cli|report)/',
  jose: '^src/(domains/access|sandbox/mutants)/',
  '@faker-js/faker': '^src/(partners|harness|load)/',
  cmpstr: '^src/partners/',
  standardwebhooks: '^src/client/',
  ws: '^src/(server|client|load|bench)/',
  'eventsource-parser': '^src/client/',
  jsonata: '^src/(client|harness)/',
  'fast-check': '^src/harness/',
  uplot: '^src/report/',
};

const TEST = '[.]test[.]ts$';
/** What the tests of a room share. */
const STAGE = '/stage[.]ts$';
const ENTRANCES = '^src/(index|cli/main|bench/main)[.]ts$';
const quoted = (name) => name.replace(/[/@-]/g, '[$&]');

function roomRules([room, mayImport]) {
  const names = mayImport.map((entry) => entry.split(' ')[0]);
  const typesOnly = mayImport.filter((entry) => entry.endsWith('(types)'));
  const strangers = Object.keys(ROOMS).filter((name) => name !== room && !names.includes(name));
  const rule = (name, to) => ({
    name,
    severity: 'error',
    from: { path: `^src/${room}/`, pathNot: TEST },
    to,
  });
  return [
    rule(`${room}-imports-only-${names.join('-') || 'nothing'}`, {
      path: [
        `^src/(${[...strangers, 'index'].join('|')})[/.]`,
        ...(names.includes('scenarios') ? [] : [SCENARIOS]),
      ],
    }),
    ...typesOnly.map((entry) =>
      rule(`${room}-imports-${entry.split(' ')[0]}-types-only`, {
        path: `^src/${entry.split(' ')[0]}/`,
        pathNot: VOCABULARY,
        dependencyTypesNot: ['type-only'],
      }),
    ),
  ];
}

function domainRules(domain, position) {
  const later = DOMAINS.slice(position + 1);
  const others = DOMAINS.filter((name) => name !== domain);
  const from = { path: `^src/domains/${domain}/`, pathNot: TEST };
  const rules = [
    {
      name: `${domain}-enters-other-domains-by-the-door`,
      severity: 'error',
      from,
      to: { path: `^src/domains/(${others.join('|')})/(?!index[.]ts$)` },
    },
  ];
  if (later.length === 0) return rules;
  return [
    ...rules,
    {
      name: `${domain}-leans-only-on-earlier-domains`,
      severity: 'error',
      from,
      to: { path: `^src/domains/(${later.join('|')})/` },
    },
  ];
}

const packageRules = Object.entries(PACKAGES).map(([name, home]) => ({
  name: `${name}-has-one-home`,
  severity: 'error',
  from: { path: '^(src|scenarios)/', pathNot: `${home}|${TEST}` },
  to: { path: `node_modules/(@types/)?${quoted(name)}/`, dependencyTypesNot: ['type-only'] },
}));

module.exports = {
  forbidden: [
    ...Object.entries(ROOMS).flatMap(roomRules),
    ...DOMAINS.flatMap(domainRules),
    ...packageRules,
    {
      name: 'scenarios-use-only-the-harness-and-the-vocabulary',
      comment: 'What a scenario needs, a stranger writing one must be able to import too.',
      severity: 'error',
      from: { path: SCENARIOS, pathNot: TEST },
      to: { path: '^src/', pathNot: '^src/(kernel|contract|client|harness|load)/' },
    },
    {
      name: 'kernel-needs-no-package',
      severity: 'error',
      from: { path: '^src/kernel/', pathNot: TEST },
      to: { path: 'node_modules/' },
    },
    {
      name: 'kernel-does-no-io',
      severity: 'error',
      from: { path: '^src/kernel/', pathNot: TEST },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'domains-do-no-io',
      comment: 'A domain reaches the world through its context only; that keeps a seed exact.',
      severity: 'error',
      from: { path: '^src/domains/', pathNot: TEST },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|util|buffer)$' },
    },
    {
      name: 'nobody-imports-a-test',
      severity: 'error',
      from: {},
      to: { path: TEST },
    },
    {
      name: 'only-tests-import-a-stage',
      severity: 'error',
      from: { pathNot: [TEST, STAGE] },
      to: { path: STAGE },
    },
    {
      name: 'no-cycles',
      comment: 'Cycles of types alone do nothing when the code runs; all others are refused.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'every-file-is-reached',
      comment: 'From the library, the commands or the bench; a test alone keeps nothing alive.',
      severity: 'error',
      from: { path: ENTRANCES },
      to: {
        path: '^(src|scenarios)/',
        pathNot: [TEST, ENTRANCES, STAGE],
        reachable: false,
      },
    },
    {
      name: 'every-import-resolves',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-development-packages-in-the-product',
      severity: 'error',
      from: { path: '^(src|scenarios)/', pathNot: [TEST, STAGE] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
  },
};
