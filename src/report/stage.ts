import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { CheckResult } from '../harness/results.js';
import { countsOf } from '../harness/results.js';
import { judgeRun } from '../harness/verdict.js';
import type { Guide, ReportedRun } from './reported-run.js';

/** A check of a run that the tests of this room report. */
export const check = (number: number, over: Partial<CheckResult> = {}): CheckResult => ({
  id: `ROUNDS-${String(number).padStart(2, '0')}`,
  kind: 'scenario',
  status: 'pass',
  requirement: `PLAY-${String(number % 10).padStart(2, '0')}`,
  level: 'MUST',
  impact: 'critical',
  title: 'Takes <the> "stake" & more',
  rule: 'The stake MUST be taken once.',
  money: 'It is the player’s money.',
  domain: 'rounds',
  ms: 12.3,
  expectations: 2,
  exchanges: 3,
  failures: [],
  evidence: [],
  reason: null,
  ...over,
});

const READ = {
  operation: 'getWallet',
  request: {
    method: 'GET',
    url: 'http://t/v1/players/p_1/wallet?a=1',
    headers: { authorization: 'Bearer $TOKEN' },
  },
  lost: 'timeout: no answer within 10 s',
  ms: 10_000,
  curl: `curl -i -X GET 'http://t/v1/players/p_1/wallet?a=1' -H "authorization: Bearer $TOKEN"`,
} as const;

const DEBIT = {
  operation: 'debitRound',
  request: {
    method: 'POST',
    url: 'http://t/v1/games/rounds/debit',
    headers: { 'content-type': 'application/json', 'x-request-id': 'req_1' },
    body: '{"amount":"10.00"}',
  },
  response: { status: 500, headers: { 'content-type': 'application/json' }, body: '{"a":1}' },
  ms: 1,
  curl: "curl -i -X POST 'http://t/v1/games/rounds/debit'",
} as const;

export const FAILURE = {
  kind: 'expectation',
  message: 'debitRound was not accepted: 500 ]]> \u0000\u001b[31m',
  expected: 'accepted (200)',
  actual: '500',
  exchange: DEBIT,
} as const;

const WAIVER = {
  check: 'ROUNDS-08',
  reason: 'the old wallet is going',
  owner: 'payments team',
  ticket: 'PAY-1',
  expires: '2026-12-31',
} as const;

/** One of each status. */
export const CHECKS: readonly CheckResult[] = [
  check(1),
  check(2, { status: 'fail', failures: [FAILURE], evidence: [READ, DEBIT] }),
  check(3, { status: 'warn', level: 'SHOULD', failures: [FAILURE] }),
  check(4, { status: 'skip', reason: 'left out by --skip' }),
  check(5, { status: 'untestable', reason: 'the target lacks the hook "clock"' }),
  check(6, { status: 'error', reason: 'TypeError: ours', domain: 'access', requirement: 'SEC-01' }),
  check(7, {
    status: 'fail',
    domain: 'access',
    requirement: 'SEC-02',
    impact: 'major',
    failures: [{ kind: 'contract', message: 'getWallet left the contract', exchange: READ }],
  }),
  check(8, {
    status: 'waived',
    requirement: 'SEC-03',
    money: 'Somebody else’s money.',
    failures: [FAILURE],
    waiver: { ...WAIVER },
  }),
];

const BEFORE = {
  target: 'acme',
  verdict: 'conformant',
  started_at: '2025-12-01T00:00:00.000Z',
  seed: 's-0',
  revision: '2026.1',
  contract_version: '1.0.0',
} as const;

const BASELINE: NonNullable<ReportedRun['baseline']> = {
  before: BEFORE,
  after: { ...BEFORE, verdict: 'non-conformant', started_at: '2026-01-01T00:00:00.000Z' },
  compared: 5,
  regressed: [
    { id: 'ROUNDS-02', title: 'Takes', before: 'pass', after: 'fail', why: FAILURE.message },
  ],
  stopped: [
    {
      id: 'ROUNDS-77',
      title: 'Gone',
      before: 'pass',
      after: null,
      why: 'it is not in the later run',
    },
  ],
  fixed: [],
  added: [],
};

const EXPLORE: NonNullable<ReportedRun['explore']> = {
  sequences: 20,
  requests: 300,
  undecided: 1,
  transitions: { 'a debit is taken': 7 },
  unseen: ['a rollback after two'],
  stories: [
    {
      check: 'EXPLORE-01',
      replayId: 'EXPLORE-01:-42:0:3',
      steps: [
        { asked: 'debit 10.00', got: '200', curl: null },
        { asked: 'the same again', got: '200, 20.00 taken', expected: '200', curl: 'curl -i' },
      ],
      shrunk: 5,
      again: true,
    },
  ],
};

export function stage(checks: readonly CheckResult[] = CHECKS): ReportedRun {
  const requirements = [...new Set(checks.map(({ requirement }) => requirement))];
  return {
    ...judgeRun({ results: checks }),
    counts: countsOf(checks),
    checks,
    coverage: requirements.map((requirement) => ({
      requirement,
      level: 'MUST',
      checks: checks.filter((one) => one.requirement === requirement).map(({ id }) => id),
      state: 'broken',
    })),
    seed: 's-1',
    namespace: 's-1',
    revision: '2026.1',
    waivers: [
      { ...WAIVER, state: 'used' },
      { ...WAIVER, check: 'ROUNDS-01', state: 'stale' },
    ],
    baseline: BASELINE,
    explore: EXPLORE,
    target: {
      name: 'acme',
      baseUrl: 'http://t',
      capabilities: ['control'],
      undeclared: [],
      profile: 'platform-full',
      dialect: null,
    },
    selection: { only: [], skip: ['ROUNDS-04'], selected: checks.length - 1, of: checks.length },
    ledgerHash: 'abc',
    contractVersion: '1.0.0',
    startedAt: '2026-01-01T00:00:00.000Z',
    ms: 1234,
    interrupted: false,
  };
}

export const GUIDE: Guide = {
  version: '1.2.3',
  clauses: [
    { id: 'PLAY-01', level: 'MUST', theme: 'play', text: 'A debit takes the `stake` once.' },
    { id: 'PLAY-99', level: 'MUST', theme: 'play', text: 'Later.', pending: 'not built' },
  ],
  causesOf: () => ['The key is not kept with the effect.'],
  docsOf: ({ domain, id }) => `docs/checks/${domain}.md#${id.toLowerCase()}`,
  findingsAt: 'target.yaml',
};

/** So many checks that all failed with an answer of so many characters. */
export const manyFailures = (count: number, length: number): ReportedRun =>
  stage(
    Array.from({ length: count }, (_, at) => {
      const response = { ...DEBIT.response, body: 'x'.repeat(length) };
      const exchange = { ...DEBIT, response, request: { ...DEBIT.request, body: String(at) } };
      const failure = { ...FAILURE, actual: response.body, exchange };
      return check(at, { status: 'fail', failures: [failure], evidence: [exchange] });
    }),
  );

const BROWSER = process.env['TABLESTAKES_CHROMIUM'] ?? '/usr/bin/chromium';
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];

/** Why tests in a browser are left out here; false where there is one. */
export const withoutBrowser: string | false = existsSync(BROWSER)
  ? false
  : `no browser at ${BROWSER}; TABLESTAKES_CHROMIUM=<path> names one`;

/** What a page caused: every request, every error. */
export interface Caused {
  readonly asked: string[];
  readonly wrong: string[];
}

/** Opens a page, given as text, in a browser of its own. */
export async function inBrowser(
  html: string,
  options: BrowserContextOptions,
  judge: (page: Page, caused: Caused) => Promise<void>,
): Promise<void> {
  const { chromium } = await import('playwright-core');
  const folder = mkdtempSync(join(tmpdir(), 'report-page-'));
  const file = join(folder, 'page.html');
  writeFileSync(file, html);
  const browser = await chromium.launch({ executablePath: BROWSER, args: FLAGS });
  try {
    const page = await (await browser.newContext(options)).newPage();
    const caused: Caused = { asked: [], wrong: [] };
    page.on('request', (request) => caused.asked.push(request.url()));
    page.on('pageerror', ({ message }) => caused.wrong.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error') caused.wrong.push(message.text());
    });
    await page.goto(pathToFileURL(file).href);
    await judge(page, caused);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}
