import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { Mistake } from '../harness/mistake.js';
import type { LoadReport } from '../load/index.js';
import { answering, smallTarget } from '../load/stage.js';
import { startSandbox } from '../sandbox/start.js';
import { loadtestCommand } from './loadtest.js';

const SCHEMA = new URL('../../../schemas/load-report.schema.json', import.meta.url);

/** Runs the command in this process; a shared machine must not make the run invalid. */
async function stage(...words: readonly string[]): Promise<{ code: number; out: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'loadtest-'));
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
  command.exitOverride().configureOutput({ writeOut: terminal.out, writeErr: terminal.err });
  // A pay-out comes after its review: what is not final by then is proven as open.
  const patient = ['--max-lag-ms', '5000', '--settle', '1', '--out', folder];
  try {
    await command.parseAsync([...patient, ...words], { from: 'user' });
    return { code, out };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** An evening at 120 turns per second. */
const BASELINE = fileURLToPath(new URL('../../../fixtures/load/evening.json', import.meta.url));

const SHORT = ['--duration', '2', '--warm-up', '0.5', '--rate', '60', '--players', '10'];

/** Objectives any machine meets. */
function leniency(): { file: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'objectives-'));
  const file = join(folder, 'objectives.yaml');
  writeFileSync(file, 'thresholds:\n  - { metric: p99_ms, operation: debitRound, limit: 9000 }\n');
  return { file, remove: () => rmSync(folder, { recursive: true }) };
}

for (const mode of ['open', 'closed']) {
  test(`an evening in the ${mode} model: the report keeps its schema, the money is exact`, async () => {
    const sandbox = await startSandbox();
    const objectives = leniency();
    const options = ['--mode', mode, '--slo', objectives.file, '--json', '--connections', '4'];
    const { out } = await stage('evening', ...SHORT, ...options, '--target', sandbox.url);
    objectives.remove();
    await sandbox.close();
    const report = JSON.parse(out) as LoadReport;
    const schema = JSON.parse(readFileSync(fileURLToPath(SCHEMA), 'utf8')) as object;
    const judge = new Ajv2020({ allErrors: true, formats: { 'date-time': true } }).compile(schema);
    judge(report);
    assert.deepEqual(judge.errors ?? [], []);
    assert.deepEqual(report.proof.violations, []);
    assert.equal(report.proof.checked.players, 10);
    assert.ok(report.proof.checked.transactions > 50);
    assert.ok((report.proof.checked.ledger_transactions ?? 0) > 50);
    assert.ok((report.latency_ms['debitRound']?.samples ?? 0) > 20);
    assert.equal(report.latency_ms['debitRound']?.p999, null);
    assert.ok((report.proof.checked.payments?.completed ?? 0) > 0);
    assert.ok((report.latency_ms['payment confirmation']?.samples ?? 0) > 0);
    assert.deepEqual(report.skipped, []);
    assert.notEqual(report.verdict, 'failed');
  });
}

test('turns left out are named, and so are the thresholds that then judge nothing', async () => {
  const sandbox = await startSandbox();
  const without = ['--without', 'deposit,withdraw', '--json'];
  const { out } = await stage('evening', ...SHORT, ...without, '--target', sandbox.url);
  await sandbox.close();
  const report = JSON.parse(out) as LoadReport;
  assert.deepEqual(
    report.skipped.map(({ name }) => name),
    [
      'deposit',
      'withdraw',
      'createDeposit p99 ms',
      'createWithdrawal p99 ms',
      'payment confirmation p99 ms',
    ],
  );
  assert.equal(report.latency_ms['createDeposit'], undefined);
  assert.equal(report.proof.checked.payments, null);
  assert.ok(report.proof.ok);
});

test('a platform that forgets keys fails the money proof', async () => {
  const sandbox = await startSandbox({ mutant: 'forgets-keys' });
  const { code, out } = await stage('evening', ...SHORT, '--target', sandbox.url);
  await sandbox.close();
  assert.equal(code, 5);
  assert.match(out, /^✗ FAILED {2}evening \(LOAD-01\)/);
  assert.match(out, /KEY_DOUBLED/);
});

test('a target that answers 200 to everything cannot be loaded', async () => {
  const target = await smallTarget(answering);
  const refused = stage('evening', ...SHORT, '--target', target.url);
  await assert.rejects(
    refused,
    (thrown: unknown) => thrown instanceof Mistake && thrown.exitCode === 3,
  );
  target.close();
});

test('a target without the control API, or not there at all, ends the command with 3', async () => {
  const target = await smallTarget((_request, response) => response.writeHead(404).end('{}'));
  const without = stage('evening', ...SHORT, '--target', target.url);
  await assert.rejects(without, /control API .* to fund its players/);
  target.close();
  const gone = stage('evening', ...SHORT, '--target', target.url);
  await assert.rejects(
    gone,
    (thrown: unknown) => thrown instanceof Mistake && thrown.exitCode === 3,
  );
});

for (const words of [
  ['morning'],
  ['evening', '--rate', '0'],
  ['evening', '--duration', 'long'],
  ['evening', '--players', '1.5'],
  ['evening', '--mode', 'ajar'],
  ['evening', '--target', 'localhost:8080'],
  ['evening', '--slo', '/nowhere/objectives.yaml'],
  ['evening', '--baseline', '/nowhere/old.json'],
  ['evening', '--baseline', BASELINE, '--rate', '60'],
  ['evening', '--fail-on', 'anything'],
  ['evening', '--report', 'pdf'],
  ['evening', '--tolerance', '0.3'], // says nothing without a baseline
  ['evening', '--without', 'dancing'],
  ['evening', '--without', 'spin,wallet,rollback,retry,history,login,deposit,withdraw'],
  ['evening', '--settle', 'never'],
  ['evening', '--phases', 'dawn=5'],
  ['evening', '--phases', 'steady'],
  ['evening', '--phases', 'steady=soon'],
  ['evening', '--live-readers', '5'],
  ['jackpot', '--live-readers', 'many'],
  ['crash-recovery', '--target', 'http://127.0.0.1:1'],
  ['evening', '--target', '/nowhere/target.yaml'],
]) {
  test(`a wrong command line sends nothing: ${words.join(' ')}`, async () => {
    await assert.rejects(
      stage(...words),
      (thrown: unknown) => thrown instanceof Mistake && thrown.exitCode === 2,
    );
  });
}

test('a run is compared with its baseline and reported as JSON and as a page', async () => {
  const sandbox = await startSandbox();
  const folder = mkdtempSync(join(tmpdir(), 'baseline-'));
  const to = ['--target', sandbox.url, '--report', 'html,json', '--without', 'deposit,withdraw'];
  const first = ['evening', ...SHORT, ...to, '--out', folder];
  await stage(...first);
  const file = join(folder, 'load-evening.json');
  const earlier = JSON.parse(readFileSync(file, 'utf8')) as LoadReport;
  // Whatever a shared machine did to the run: here the comparison is the point.
  const sound = { ...earlier, valid: true, rate: { ...earlier.rate, achieved: 9_000 } };
  const old = join(folder, 'old.json');
  writeFileSync(old, JSON.stringify(sound));
  const { out } = await stage(...first, '--baseline', old);
  await sandbox.close();
  const report = JSON.parse(readFileSync(file, 'utf8')) as LoadReport;
  const page = readFileSync(join(folder, 'load-evening.html'), 'utf8');
  rmSync(folder, { recursive: true });
  assert.equal(report.baseline?.verdict, 'regression');
  assert.match(out, /^BASELINE {2}.*old\.json/m);
  assert.match(out, /✗ achieved turns per second +9000 →/);
  assert.match(page, /Compared with before/);
});
