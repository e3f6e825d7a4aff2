import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { evening } from '../../scenarios/load/evening.js';
import { openSender } from '../client/index.js';
import { runLoad } from './run.js';
import type { LoadRun } from './run.js';
import { startSandboxProcess } from './sandbox-process.js';
import { loadScenario } from './scenario.js';
import { judgeThresholds } from './thresholds.js';

const BIN = fileURLToPath(new URL('../../../bin/tablestakes.js', import.meta.url));

const SETTINGS = {
  seed: 'partners-down',
  runId: 'partners-down',
  mode: 'open',
  rate: 100,
  players: 30,
  connections: 32,
  durationMs: 2_500,
  warmUpMs: 500,
  timeoutMs: 10_000,
  maxInFlight: 10_000,
} as const;

/** An evening with many at the cashier, whose payment provider changes as the load begins. */
async function stage(
  mode: { readonly mode: 'slow' | 'down'; readonly latency_ms?: number },
  mix: { readonly deposit: number; readonly withdraw: number },
  settleMs: number,
): Promise<LoadRun> {
  const sandbox = await startSandboxProcess(BIN, 'partners-down');
  const sender = openSender({ baseUrl: sandbox.url, connections: 1, timeoutMs: 5_000 });
  const change = (): void =>
    void sender.send({
      method: 'POST',
      path: '/sandbox/partners/psp',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(mode),
    });
  const busy = loadScenario({ ...evening, payers: 20, mix: { ...evening.mix, ...mix } });
  try {
    return await runLoad(busy, {
      ...SETTINGS,
      settleMs,
      baseUrl: sandbox.url,
      onStage: (what) => void (what === 'open load' && change()),
    });
  } finally {
    await sender.close();
    await sandbox.stop();
  }
}

const PLAY = ['debitRound', 'creditRound', 'rollbackRound', 'getWallet', 'listTransactions'];
/** The provider takes longer, and other tests share this machine: who waits for it shows. */
const PSP_MS = 1_500;
const LENIENT_MS = 700;

function expectPlayUntouched({ recorder, outcome, judged }: LoadRun): void {
  const thresholds = PLAY.map((operation) => ({
    metric: 'p99_ms' as const,
    operation,
    limit: LENIENT_MS,
  }));
  const results = judgeThresholds(thresholds, {
    recorder,
    phases: judged,
    offeredTurns: 0,
    completedTurns: 0,
    achievedRate: 0,
    offeredRate: null,
    unknownOutcomes: 0,
    openPayments: 0,
  });
  const missed = results.filter(({ ok }) => !ok).map(({ name, actual }) => `${name}: ${actual}`);
  assert.deepEqual(missed, []);
  for (const operation of PLAY) {
    assert.equal(recorder.merged(operation, judged).errors.totalCount, 0, operation);
  }
  assert.equal(outcome.dropped, 0);
}

test('RES-01: play goes on while the payment provider is slow, and each deposit arrives', async () => {
  const slow = { mode: 'slow', latency_ms: PSP_MS } as const;
  const run = await stage(slow, { deposit: 0.2, withdraw: 0 }, 20_000);
  expectPlayUntouched(run);
  assert.deepEqual(run.proof.violations, []);
  const { completed = 0, open } = run.proof.checked.payments ?? {};
  assert.ok(completed > 10, `${completed} completed`);
  assert.equal(open, 0);
  const confirmations = run.recorder.merged('payment confirmation', run.judged);
  assert.equal(confirmations.errors.totalCount, 0);
  assert.ok(confirmations.latency.minNonZeroValue >= PSP_MS * 900, 'the provider was slow');
});

test('PAY-07: play goes on while the payment provider is down, payments are turned away, no money moves', async () => {
  const run = await stage({ mode: 'down' }, { deposit: 0.2, withdraw: 0.1 }, 500);
  expectPlayUntouched(run);
  assert.deepEqual(run.proof.violations, []);
  const { completed, open = 0 } = run.proof.checked.payments ?? {};
  assert.equal(completed, 0);
  assert.ok(open > 0, 'what was accepted before the circuit opened waits');
  const turnedAway = run.recorder.merged('createDeposit', run.judged).errors.totalCount;
  assert.ok(turnedAway > 0, 'the circuit opened');
});
