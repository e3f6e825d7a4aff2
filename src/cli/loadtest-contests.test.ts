import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { jackpot } from '../../scenarios/load/jackpot.js';
import { readTarget } from '../harness/target.js';
import { startSandbox } from '../sandbox/start.js';
import { EVENTS_LOST, READERS_CUT_OFF } from '../load/live-readers.js';
import { LIVE_DELIVERY } from '../load/payments.js';
import { runLoad } from '../load/run.js';
import type { LoadRun, LoadSettings } from '../load/run-terms.js';
import type { LoadScenario } from '../load/scenario.js';

const SHORT = {
  seed: 'contests',
  runId: 'contests',
  mode: 'open',
  rate: 60,
  players: 20,
  connections: 16,
  durationMs: 3_000,
  warmUpMs: 300,
  timeoutMs: 10_000,
  maxInFlight: 10_000,
  settleMs: 500,
  liveReaders: 5,
} as const;

/** Short and thin, at a sandbox in this process. */
async function stage(scenario: LoadScenario, over: Partial<LoadSettings> = {}): Promise<LoadRun> {
  const sandbox = await startSandbox({ seed: scenario.name });
  try {
    return await runLoad(scenario, { ...SHORT, baseUrl: sandbox.url, ...over });
  } finally {
    await sandbox.close();
  }
}

/** So small a pot drops many times in a few seconds. */
const HOT: Partial<LoadSettings> = { rate: 100 };

test('PROMO-03: a hot pot is exact under load, and who follows it live is told of each change', async () => {
  const run = await stage(jackpot, HOT);
  assert.deepEqual(run.proof.violations, []);
  const { jackpot_stakes: stakes = 0 } = run.proof.checked.occasion ?? {};
  assert.ok(stakes > 100, `${stakes} stakes`);
  assert.equal(run.measures[EVENTS_LOST], 0);
  assert.equal(run.measures[READERS_CUT_OFF], 0);
  const { latency } = run.recorder.merged(LIVE_DELIVERY, run.phases);
  assert.ok(latency.totalCount > 500, `${latency.totalCount} deliveries`);
});

test('at a wallet that knows play only, what makes the occasion is skipped by name', async () => {
  const wallet = (await import(
    new URL('../../../examples/micro/wallet.js', import.meta.url).href
  )) as { startWallet(): Promise<{ url: string; server: Server }> };
  const { url, server } = await wallet.startWallet();
  const file = new URL('../../../examples/micro/target.yaml', import.meta.url);
  const environment = { MICRO_URL: url, MICRO_PASSWORD: 'micro-secret' };
  const named = readTarget(fileURLToPath(file), environment);
  const run = await runLoad(jackpot, { ...SHORT, baseUrl: url, named });
  server.close();
  server.closeAllConnections();
  assert.match(run.missing ?? '', /makes no jackpot/);
  const skipped = run.skipped.map(({ name }) => name);
  assert.ok(skipped.includes('jackpot') && skipped.includes('live'), skipped.join());
  assert.ok(run.proof.checked.transactions > 50);
  assert.deepEqual(run.proof.violations, []);
});

test('who does not want readers says so, and the occasion goes on without', async () => {
  const run = await stage(jackpot, { liveReaders: 0, durationMs: 500 });
  assert.deepEqual(
    run.skipped.map(({ name }) => name),
    ['live'],
  );
  assert.deepEqual(run.proof.violations, []);
});
