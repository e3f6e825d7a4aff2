import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { degradation } from '../../scenarios/load/degradation.js';
import { evening } from '../../scenarios/load/evening.js';
import { payday } from '../../scenarios/load/payday.js';
import { readTarget } from '../harness/target.js';
import { runLoad } from './run.js';
import type { LoadRun, LoadSettings } from './run-terms.js';
import type { LoadScenario } from './scenario.js';
import { TargetUnfit } from './target.js';

const EXAMPLES = new URL('../../../examples/', import.meta.url);

interface Wallet {
  readonly url: string;
  readonly server: { close(): void; closeAllConnections(): void };
}

type Answer = (books: unknown, request: unknown, text: string) => unknown;

const SECRETS = {
  ACTIONS_SECRET: 'actions-secret',
  ALWAYS_TOKEN: 'always-token',
  MICRO_PASSWORD: 'micro-secret',
};

/** A short evening at a wallet of the examples, which lost what `act` loses. */
async function stage(
  name: 'actions' | 'always-200' | 'micro',
  { scenario = evening, ...over }: Partial<LoadSettings> & { scenario?: LoadScenario } = {},
  act?: (answerOf: Answer) => Answer,
): Promise<LoadRun> {
  const { startWallet, answerOf } = (await import(new URL(`${name}/wallet.js`, EXAMPLES).href)) as {
    startWallet(options: { act?: Answer }): Promise<Wallet>;
    answerOf: Answer;
  };
  const wallet = await startWallet(act ? { act: act(answerOf) } : {});
  const { url } = wallet;
  const environment = { ...SECRETS, ACTIONS_URL: url, ALWAYS_URL: url, MICRO_URL: url };
  const file = fileURLToPath(new URL(`${name}/target.yaml`, EXAMPLES));
  try {
    return await runLoad(scenario, {
      seed: name,
      runId: `foreign-${name}`,
      mode: 'open',
      rate: 60,
      players: 10,
      connections: 8,
      durationMs: 1_500,
      warmUpMs: 200,
      timeoutMs: 5_000,
      maxInFlight: 10_000,
      settleMs: 500,
      baseUrl: url,
      named: readTarget(file, environment),
      ...over,
    });
  } finally {
    wallet.server.close();
    wallet.server.closeAllConnections();
  }
}

for (const name of ['actions', 'always-200', 'micro'] as const) {
  test(`a wallet of another shape is loaded and proven by its balances: ${name}`, async () => {
    const { proof, skipped, recorder, judged } = await stage(name);
    assert.deepEqual(proof.violations, []);
    assert.equal(proof.checked.players, 10);
    assert.ok(proof.checked.transactions > 80, `${proof.checked.transactions} transactions`);
    const errors = ['debitRound', 'creditRound', 'rollbackRound'].map(
      (operation) => recorder.merged(operation, judged).errors.totalCount,
    );
    assert.deepEqual(errors, [0, 0, 0]);
    assert.deepEqual(
      skipped.map(({ name: what }) => what),
      ['deposit', 'withdraw', 'sessions', 'history', 'login'],
    );
  });
}

test('one win that a wallet of another shape acknowledges and forgets is noticed', async () => {
  let wins = 0;
  const { proof } = await stage('actions', {}, (answerOf) => (books, request, text) => {
    const { actions = [] } = JSON.parse(text) as { actions?: { type: string; amount: number }[] };
    const isWin = actions.some(({ type, amount }) => type === 'win' && amount > 0);
    if (!isWin || (wins += 1) !== 7) return answerOf(books, request, text);
    // What it forgets was answered, from books that nobody keeps.
    return answerOf(structuredClone(books), request, text);
  });
  assert.ok(wins > 7, `${wins} wins`);
  assert.deepEqual(
    proof.violations.map(({ rule }) => rule),
    ['BALANCE_WRONG'],
  );
});

test('trouble that only a control API can make is skipped by name, and the run is without its point', async () => {
  for (const scenario of [payday, degradation]) {
    const run = await stage('micro', { durationMs: 600, scenario });
    const named = scenario.moments?.map(({ what }) => what) ?? [];
    const skipped = run.skipped.map(({ name: what }) => what);
    assert.deepEqual(
      skipped.filter((what) => named.includes(what)),
      named,
    );
    assert.match(run.missing ?? '', /the target has no/);
    assert.deepEqual(run.happened, []);
    assert.deepEqual(run.proof.violations, []);
  }
});

test('what a wallet of another shape cannot be asked for is said before anything is sent', async () => {
  await assert.rejects(stage('micro', { mode: 'closed' }), TargetUnfit);
});
