import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Mistake } from '../harness/mistake.js';
import { openLoadWorker } from '../load/export/worker.js';
import type { LoadReport } from '../load/index.js';
import type { LoadPlan } from '../load/export/plan.js';
import { startSandbox } from '../sandbox/start.js';
import { loadtestCommand } from './loadtest.js';

/** `tablestakes loadtest …` in this process. */
async function stage(...words: readonly string[]): Promise<{ code: number; out: string }> {
  let out = '';
  let code = -1;
  const terminal = {
    out: (text: string) => void (out += text),
    err: () => undefined,
    isTerminal: false,
    colour: false,
    environment: {},
    onInterrupt: () => () => undefined,
  };
  const command = loadtestCommand(terminal, (exitCode) => void (code = exitCode));
  command.exitOverride().configureOutput({ writeOut: terminal.out, writeErr: () => undefined });
  await command.parseAsync(words, { from: 'user' });
  return { code, out };
}

const LOAD = ['--rate', '10', '--duration', '2', '--warm-up', '1', '--players', '5'];
const TURNS = 30;

/** An export, played by a worker as an engine would have it played. */
async function played(target: string, folder: string): Promise<LoadPlan> {
  const to = ['--target', target, '--out', folder];
  const { out, code } = await stage('export', 'artillery', '--scenario', 'evening', ...LOAD, ...to);
  assert.equal(code, 0);
  assert.match(out, /wrote .*artillery\.yml/);
  const plan = JSON.parse(readFileSync(join(folder, 'plan.json'), 'utf8')) as LoadPlan;
  const worker = await openLoadWorker(plan, { target, history: join(folder, 'history') });
  const turns: Promise<unknown>[] = [];
  for (let at = 0; at < TURNS; at += 1) {
    turns.push(worker.play());
    await pause(100);
  }
  await Promise.all(turns);
  await worker.close();
  return plan;
}

test('what another engine did is judged and proven as a run of our own', async () => {
  const sandbox = await startSandbox();
  const folder = mkdtempSync(join(tmpdir(), 'import-'));
  await played(sandbox.url, folder);
  const from = ['--plan', join(folder, 'plan.json'), '--history', join(folder, 'history')];
  const to = ['--settle', '1', '--json', '--out', folder];
  const { out } = await stage('import', ...from, ...to);
  const report = JSON.parse(out) as LoadReport;
  assert.equal(report.scenario.name, 'evening');
  assert.deepEqual(report.proof.violations, []);
  assert.equal(report.proof.checked.players, 5);
  assert.ok(report.proof.checked.transactions > 20);
  assert.ok((report.latency_ms['debitRound']?.samples ?? 0) > 5);
  const offered = report.series.reduce((sum, second) => sum + (second.offered ?? 0), 0);
  assert.equal(offered, TURNS);

  const engine = join(folder, 'artillery-report.json');
  const counters = { 'vusers.created': TURNS + 1 };
  writeFileSync(engine, JSON.stringify({ aggregate: { counters } }));
  const short = await stage('import', engine, ...from, ...to);
  assert.equal(short.code, 6);
  const doubted = JSON.parse(short.out) as LoadReport;
  assert.equal(doubted.load.engine, 'artillery');
  assert.ok(doubted.validity.reasons.some((reason) => /30 of 31 turns/.test(reason)));
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

test('a platform that forgets keys fails the proof of an imported run too', async () => {
  const sandbox = await startSandbox({ mutant: 'forgets-keys' });
  const folder = mkdtempSync(join(tmpdir(), 'import-'));
  const target = sandbox.url;
  const plan = await played(target, folder);
  // Every turn asks twice under one key.
  const greedy = { ...plan, mix: { retry: 1 } };
  const worker = await openLoadWorker(greedy, { target, history: join(folder, 'history') });
  for (let at = 0; at < 5; at += 1) await worker.play();
  await worker.close();
  const from = ['--plan', join(folder, 'plan.json'), '--history', join(folder, 'history')];
  const { code, out } = await stage('import', ...from, '--settle', '1', '--out', folder);
  await sandbox.close();
  rmSync(folder, { recursive: true });
  assert.equal(code, 5);
  assert.match(out, /KEY_DOUBLED/);
});

const TO = ['--target', 'http://127.0.0.1:1', '--out', '/nowhere'];

for (const [words, complaint] of [
  [['export', 'gatling', '--scenario', 'evening', ...TO], /no engine "gatling"/],
  [['export', 'k6', '--scenario', 'morning', ...TO], /no load scenario "morning"/],
  [['export', 'k6', '--scenario', 'payday', ...TO], /payday cannot be exported/],
  [['export', 'k6', '--scenario', 'evening'], /--target takes/],
  [['import', '--plan', '/nowhere.json', '--history', '/nowhere'], /nowhere/],
  [['collect', '--port', 'high'], /--port takes/],
  [['collect', '--host', '0.0.0.0'], /TABLESTAKES_COLLECT_TOKEN/],
] as const) {
  test(`a wrong command line is refused: ${words.join(' ')}`, async () => {
    await assert.rejects(
      stage(...words),
      (thrown: unknown) =>
        thrown instanceof Mistake && thrown.exitCode === 2 && complaint.test(thrown.message),
    );
  });
}
