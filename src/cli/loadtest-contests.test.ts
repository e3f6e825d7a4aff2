import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { jackpot } from '../../scenarios/load/jackpot.js';
import { tournament } from '../../scenarios/load/tournament.js';
import { readTarget } from '../harness/target.js';
import { startSandbox } from '../sandbox/start.js';
import { openJackpot } from '../load/jackpot.js';
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

/** Short and thin, at a sandbox in this process, with a defect or without. */
async function stage(
  scenario: LoadScenario,
  over: Partial<LoadSettings> = {},
  mutant?: string,
): Promise<LoadRun> {
  const sandbox = await startSandbox({ seed: scenario.name, mutant });
  try {
    return await runLoad(scenario, { ...SHORT, baseUrl: sandbox.url, ...over });
  } finally {
    await sandbox.close();
  }
}

/** So small a pot drops with every other stake. */
const hot: LoadScenario = {
  ...jackpot,
  occasion: (ground) =>
    openJackpot(ground, { name: 'Hot', seed: '1.00', contribution: '0.333333', below: '3.00' }),
};
const HOT: Partial<LoadSettings> = { rate: 100, durationMs: 2_000 };

test('PROMO-03: a hot pot is exact under load, and who follows it live is told of each change', async () => {
  const run = await stage(hot, HOT);
  assert.deepEqual(run.proof.violations, []);
  const { jackpot_stakes: stakes = 0, jackpot_hits: hits = 0 } = run.proof.checked.occasion ?? {};
  assert.ok(stakes > 100 && hits > 20, `${stakes} stakes, ${hits} hits`);
  assert.equal(run.measures[EVENTS_LOST], 0);
  assert.equal(run.measures[READERS_CUT_OFF], 0);
  const { latency } = run.recorder.merged(LIVE_DELIVERY, run.phases);
  assert.ok(latency.totalCount > 200, `${latency.totalCount} deliveries`);
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

const POT_SINS: Readonly<Record<string, string>> = {
  'fraction-dropped': 'POT_UNBALANCED',
  'seed-not-set-aside': 'POT_UNBALANCED',
  'two-winners': 'HIT_WRONG',
  'drop-pays-everything': 'HIT_WRONG',
  'jackpot-paid-again-on-repeat': 'BALANCE_WRONG',
};

for (const [mutant, rule] of Object.entries(POT_SINS)) {
  test(`a jackpot that sins is noticed under load: ${mutant}`, async () => {
    const run = await stage(hot, { ...HOT, durationMs: 1_500, liveReaders: 0 }, mutant);
    const rules = run.proof.violations.map((violation) => violation.rule);
    assert.ok(
      rules.some((known) => known === rule),
      rules.join(),
    );
  });
}

/** Its end comes a second after the phase that it ends with begins. */
const CUP: Partial<LoadSettings> = { durationMs: 5_000, phases: { closing: 1_500 } };

test('PROMO-02: a tournament is exact under load, and closed by many at once is paid once', async () => {
  const run = await stage(tournament, CUP);
  assert.deepEqual(run.proof.violations, []);
  const { tournament_entries: entries = 0, prizes = 0 } = run.proof.checked.occasion ?? {};
  assert.ok(entries >= 15, `${entries} entries`);
  assert.ok(prizes >= 15, `${prizes} prizes`);
  assert.equal(run.recorder.merged('enterTournament', run.phases).errors.totalCount, 0);
  assert.equal(run.measures[EVENTS_LOST], 0);
  assert.ok(run.recorder.merged(LIVE_DELIVERY, run.phases).latency.totalCount > 20);
});

const CUP_SINS: Readonly<Record<string, string>> = {
  'fee-into-the-pool': 'POOL_WRONG',
  'leaderboard-ignores-rollback': 'LEADERBOARD_WRONG',
  'ties-by-arrival': 'PRIZE_WRONG',
};

for (const [mutant, rule] of Object.entries(CUP_SINS)) {
  test(`a tournament that sins is noticed under load: ${mutant}`, async () => {
    const run = await stage(tournament, { ...CUP, liveReaders: 0 }, mutant);
    const rules = run.proof.violations.map((violation) => violation.rule);
    assert.ok(
      rules.some((known) => known === rule),
      rules.join(),
    );
  });
}
