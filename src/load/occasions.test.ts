import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { crashRecovery } from '../../scenarios/load/crash-recovery.js';
import { degradation } from '../../scenarios/load/degradation.js';
import { payday } from '../../scenarios/load/payday.js';
import { RECOVERIES, RTO } from './recovery.js';
import { runLoad } from './run.js';
import type { LoadRun, LoadSettings } from './run-terms.js';
import { startSandboxProcess } from './sandbox-process.js';
import type { LoadScenario } from './scenario.js';
import { TURNED_AWAY, WITHOUT_RETRY_AFTER } from './turned-away.js';

const BIN = fileURLToPath(new URL('../../../bin/tablestakes.js', import.meta.url));

/** Short and thin: what is judged here does not depend on the speed of the machine. */
async function stage(
  scenario: LoadScenario,
  over: Partial<LoadSettings>,
  db?: string,
): Promise<LoadRun> {
  const sandbox = await startSandboxProcess(BIN, scenario.name, 'real', db);
  try {
    return await runLoad(scenario, {
      seed: scenario.name,
      runId: scenario.name,
      mode: 'open',
      rate: 50,
      players: 20,
      connections: 16,
      durationMs: 4_000,
      warmUpMs: 300,
      timeoutMs: 10_000,
      maxInFlight: 10_000,
      settleMs: 500,
      baseUrl: sandbox.url,
      crash: () => sandbox.crash(),
      ...over,
    });
  } finally {
    await sandbox.stop();
  }
}

const errorsOf = ({ recorder, judged }: LoadRun, operation: string): number =>
  recorder.merged(operation, judged).errors.totalCount;

test('degradation: payments are turned away with Retry-After, play has no errors, money is exact', async () => {
  const mix = { spin: 0.6, deposit: 0.4 };
  const run = await stage(
    { ...degradation, mix },
    { phases: { healthy: 300, slow: 200, down: 3_000, back: 500 } },
  );
  assert.deepEqual(
    run.happened.map(({ what }) => what),
    degradation.moments?.map(({ what }) => what),
  );
  assert.ok((run.measures[TURNED_AWAY] ?? 0) > 0, 'the circuit opened');
  assert.equal(run.measures[WITHOUT_RETRY_AFTER], 0);
  assert.equal(errorsOf(run, 'debitRound') + errorsOf(run, 'creditRound'), 0);
  assert.ok(errorsOf(run, 'createDeposit') > 0);
  assert.deepEqual(run.proof.violations, []);
});

test('crash-recovery: killed twice under load, the books are whole and every outcome is known', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'crash-recovery-'));
  const phases = { crash: 8_000 };
  const run = await stage(crashRecovery, { phases }, join(folder, 'books.db'));
  rmSync(folder, { recursive: true });
  const { checked, violations } = run.proof;
  assert.deepEqual(violations, []);
  assert.equal(run.measures[RECOVERIES], 2);
  assert.ok((run.measures[RTO] ?? Infinity) < 8_000, `${run.measures[RTO]} ms`);
  assert.equal(checked.unknown_resolved, checked.unknown_outcomes);
  assert.ok(checked.transactions > 100, `${checked.transactions} transactions`);
  assert.deepEqual(run.judged, ['serving']);
});

test('payday: told late, twice and out of order, each deposit is credited once', async () => {
  const run = await stage(payday, { rate: 20, settleMs: 20_000 });
  const { payments, unknown_outcomes: unknown } = run.proof.checked;
  assert.deepEqual(run.proof.violations, []);
  assert.ok((payments?.completed ?? 0) > 10, `${payments?.completed} completed`);
  assert.equal(payments?.open, 0);
  assert.equal(unknown, 0);
  assert.equal(run.happened.length, 2);
});
