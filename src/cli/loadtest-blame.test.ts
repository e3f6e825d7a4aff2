import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { LoadReport } from '../load/index.js';
import { startSandboxProcess } from '../load/index.js';
import { doorTo, smallTarget } from '../load/stage.js';
import { loadtestCommand } from './loadtest.js';

const BIN = fileURLToPath(new URL('../../../bin/tablestakes.js', import.meta.url));

/** Runs the command here, against a sandbox of its own process behind a slow door. */
async function stage(
  delayMs: number,
  ...words: readonly string[]
): Promise<{ readonly code: number; readonly report: LoadReport }> {
  const sandbox = await startSandboxProcess(BIN, 'blame');
  const door = await smallTarget(doorTo(sandbox.url, playBy(delayMs)));
  const folder = mkdtempSync(join(tmpdir(), 'loadtest-blame-'));
  let code = -1;
  let out = '';
  const terminal = {
    out: (text: string) => void (out += text),
    err: () => undefined,
    isTerminal: false,
    colour: false,
    environment: {},
    onInterrupt: () => () => undefined,
  };
  const short = ['--duration', '2', '--warm-up', '0.2', '--rate', '30', '--players', '5'];
  const plain = ['--without', 'deposit,withdraw', '--out', folder, '--json'];
  try {
    const command = loadtestCommand(terminal, (exitCode) => void (code = exitCode));
    const target = ['--target', door.url];
    await command.parseAsync(['evening', ...short, ...plain, ...target, ...words], {
      from: 'user',
    });
    return { code, report: JSON.parse(out) as LoadReport };
  } finally {
    rmSync(folder, { recursive: true });
    door.close();
    await sandbox.stop();
  }
}

/** Play is slow, nothing else is. */
const playBy =
  (delayMs: number) =>
  (path: string): number =>
    path.startsWith('/v1/games/rounds/') ? delayMs : 0;

/** Any machine keeps to this, unless it is made not to. */
const PATIENT = ['--max-lag-ms', '5000'];

test('a target that is slow on purpose misses its thresholds: exit 5, the run is valid', async () => {
  const { code, report } = await stage(250, ...PATIENT);
  assert.equal(code, 5);
  assert.equal(report.valid, true);
  assert.equal(report.verdict, 'failed');
  const missed = report.thresholds.filter(({ ok }) => !ok).map(({ operation }) => operation);
  assert.ok(missed.includes('debitRound') && missed.includes('creditRound'), missed.join());
  assert.deepEqual(report.proof.violations, []);
});

test('a generator that is slow on purpose judges nothing: exit 6, whatever the thresholds say', async () => {
  const busy = setInterval(() => {
    const untilMs = performance.now() + 120;
    while (performance.now() < untilMs);
  }, 150);
  try {
    const { code, report } = await stage(0);
    assert.equal(code, 6);
    assert.equal(report.valid, false);
    assert.equal(report.verdict, 'invalid');
    assert.match(report.validity.reasons.join(), /schedule lag p99/);
    assert.deepEqual(report.proof.violations, []);
  } finally {
    clearInterval(busy);
  }
});
