import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { capacity } from '../../scenarios/load/capacity.js';
import { CAPACITY_BELOW, CAPACITY_LEAST } from './capacity.js';
import { runLoad } from './run.js';
import type { LoadRun, LoadSettings } from './run-terms.js';
import { startSandboxProcess } from './sandbox-process.js';
import { doorTo, smallTarget } from './stage.js';
import { DEFAULT_BUDGET, validityOf } from './validity.js';

const BIN = fileURLToPath(new URL('../../../bin/tablestakes.js', import.meta.url));

/** Misses are by far, so that no machine is too slow to meet and none too fast to miss. */
const LIMIT_MS = 1_500;
const LATE_MS = 2_500;
const WINDOW_MS = 500;

/** Late as soon as more than so many stakes a second arrive. */
function narrow(perSecond: number): (path: string) => number {
  let arrived: number[] = [];
  return (path) => {
    if (!path.startsWith('/v1/games/rounds/debit')) return 0;
    const nowMs = performance.now();
    arrived = [...arrived.filter((atMs) => atMs > nowMs - WINDOW_MS), nowMs];
    return arrived.length > (perSecond * WINDOW_MS) / 1_000 ? LATE_MS : 0;
  };
}

async function stage(perSecond: number, over: Partial<LoadSettings> = {}): Promise<LoadRun> {
  const sandbox = await startSandboxProcess(BIN, 'capacity');
  const door = await smallTarget(doorTo(sandbox.url, narrow(perSecond)));
  const thresholds = [{ metric: 'p50_ms', operation: 'debitRound', limit: LIMIT_MS }] as const;
  const budget = { ...DEFAULT_BUDGET, lagP99Ms: 5_000, eventLoopP99Ms: 5_000 };
  const spins = {
    ...capacity,
    mix: { spin: 1 },
    spacing: 'constant' as const,
    search: { factor: 4, precision: 2.5 },
  };
  try {
    return await runLoad(spins, {
      seed: 'capacity',
      runId: 'capacity',
      mode: 'open',
      rate: 10,
      players: 10,
      connections: 400,
      durationMs: 1_200,
      warmUpMs: 500,
      timeoutMs: 10_000,
      maxInFlight: 10_000,
      settleMs: 500,
      limits: { thresholds, budget },
      baseUrl: door.url,
      ...over,
    });
  } finally {
    door.close();
    await sandbox.stop();
  }
}

test('the capacity of a target is found as an interval, and the best trial is what is judged', async () => {
  const run = await stage(80);
  const { [CAPACITY_LEAST]: least = 0, [CAPACITY_BELOW]: below = 0 } = run.measures;
  assert.ok(least >= 10 && below <= 640 && below > least, `${least} to ${below}`);
  const trials = run.happened.map(({ what }) => what);
  assert.match(run.judged.join(), new RegExp(`^${least}/s( again)?$`));
  assert.ok(trials.includes(`${run.judged.join()}: thresholds met`), trials.join());
  for (const time of ['', ' again']) {
    assert.ok(trials.includes(`${below}/s${time}: thresholds missed`), trials.join());
  }
  assert.deepEqual(run.proof.violations, []);
  assert.ok(run.proof.checked.transactions > 100);
});

test('a generator that gives way first makes the run invalid, whatever it offered before', async () => {
  const thresholds = [{ metric: 'p50_ms', operation: 'debitRound', limit: 60_000 }] as const;
  const budget = { ...DEFAULT_BUDGET, lagP99Ms: 0.001, eventLoopP99Ms: 5_000 };
  const run = await stage(1_000_000, { limits: { thresholds, budget } });
  assert.equal(run.measures[CAPACITY_BELOW], undefined);
  assert.equal(validityOf(run.generator, { ...budget, maxInFlight: 10_000 }).valid, false);
  assert.deepEqual(run.proof.violations, []);
});
