import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jackpot } from '../../scenarios/load/jackpot.js';
import { startSandbox } from '../sandbox/start.js';
import { EVENTS_LOST, READERS_CUT_OFF } from '../load/live-readers.js';
import { LIVE_DELIVERY } from '../load/payments.js';
import { runLoad } from '../load/run.js';
import type { LoadRun, LoadSettings } from '../load/run-terms.js';
import type { LoadScenario } from '../load/scenario.js';

/** Short and thin, at a sandbox in this process. */
async function stage(scenario: LoadScenario, over: Partial<LoadSettings> = {}): Promise<LoadRun> {
  const sandbox = await startSandbox({ seed: scenario.name });
  try {
    return await runLoad(scenario, {
      seed: scenario.name,
      runId: scenario.name,
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
      baseUrl: sandbox.url,
      ...over,
    });
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

test('who does not want readers says so, and the occasion goes on without', async () => {
  const run = await stage(jackpot, { liveReaders: 0, durationMs: 500 });
  assert.deepEqual(
    run.skipped.map(({ name }) => name),
    ['live'],
  );
  assert.deepEqual(run.proof.violations, []);
});
