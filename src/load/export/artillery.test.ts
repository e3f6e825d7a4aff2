import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parse } from 'yaml';
import { evening } from '../../../scenarios/load/evening.js';
import { openSender } from '../../client/index.js';
import { startSandboxProcess } from '../sandbox-process.js';
import { artilleryFiles } from './artillery.js';
import { openCollector } from './collector.js';
import { doubtsOf } from './engine-report.js';
import { parseHistory } from './history-lines.js';
import { importedRun, sortedHistory } from './imported-run.js';
import { loadPlanOf } from './plan.js';
import type { LoadPlan } from './plan.js';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const BIN = join(ROOT, 'bin', 'tablestakes.js');

const planOf = (workers = 1, warmUpMs = 1_000): LoadPlan =>
  loadPlanOf(evening, {
    seed: 'artillery',
    rate: 20,
    players: 5,
    durationMs: 4_000,
    warmUpMs,
    timeoutMs: 5_000,
    workers,
  });

/** The project in a folder that finds this package as an installed one. */
function project(target: string, plan = planOf()): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'artillery-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules', 'tablestakes'), 'dir');
  const files = artilleryFiles(plan, { target, version: '0.1.0' });
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}

const historyIn = (folder: string) =>
  sortedHistory(
    readdirSync(folder).flatMap((name) => parseHistory(readFileSync(join(folder, name), 'utf8'))),
  );

interface Config {
  readonly config: {
    readonly phases: { name: string; duration: number; arrivalRate: number; rampTo?: number }[];
    readonly ensure: { readonly thresholds: Record<string, number>[] };
    readonly processor: string;
  };
  readonly scenarios: { readonly flow: { readonly function: string }[] }[];
}

test('the project holds phases, thresholds and the way to the journeys, and shares the rate', () => {
  const files = artilleryFiles(planOf(4), { target: 'http://h', version: '0.1.0' });
  const { config, scenarios } = parse(files.get('artillery.yml') ?? '') as Config;
  assert.deepEqual(config.phases, [
    { name: 'warm-up', duration: 1, arrivalRate: 2.5, rampTo: 2.5 },
    { name: 'ramp', duration: 1, arrivalRate: 2.5, rampTo: 5 },
    { name: 'steady', duration: 3, arrivalRate: 5 },
  ]);
  const judged = config.ensure.thresholds.map((threshold) => Object.keys(threshold)[0]);
  assert.ok(judged.includes('tablestakes.debitRound.p99'));
  assert.ok(judged.every((name) => /^tablestakes\.\w+\.(p\d+|max)$/.test(name ?? '')));
  assert.equal(config.processor, './processor.mjs');
  assert.deepEqual(scenarios[0]?.flow, [{ function: 'play' }]);
  const { dependencies } = JSON.parse(files.get('package.json') ?? '') as {
    dependencies: Record<string, string>;
  };
  assert.deepEqual(dependencies, { tablestakes: '0.1.0' });
});

test('the processor plays turns by the package, and its history proves the money', async () => {
  const sandbox = await startSandboxProcess(BIN, 'artillery');
  const { folder, remove } = project(sandbox.url);
  const collector = await openCollector({
    host: '127.0.0.1',
    port: 0,
    folder: join(folder, 'history'),
    token: 'let-me-in',
  });
  process.env['TABLESTAKES_HISTORY'] = collector.url;
  process.env['TABLESTAKES_COLLECT_TOKEN'] = 'let-me-in';
  const emitted: string[] = [];
  try {
    const { play } = (await import(pathToFileURL(join(folder, 'processor.mjs')).href)) as {
      play(context: unknown, events: unknown): Promise<void>;
    };
    const events = { emit: (_kind: string, name: string) => void emitted.push(name) };
    const turn = () => play({ vars: { target: sandbox.url } }, events);
    await Promise.all(Array.from({ length: 20 }, turn));
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await turn();
    const history = historyIn(join(folder, 'history'));
    assert.equal(history.workers.length, 1);
    assert.equal(history.turns.length, 21);
    assert.ok(emitted.length > 0, 'after the warm-up, figures reach the engine');
    const options = { target: sandbox.url, settleMs: 2_000, dropped: 0 };
    const { proof } = await importedRun(planOf(), history, options);
    assert.deepEqual(proof.violations, []);
    assert.ok(proof.checked.transactions > 10);
  } finally {
    delete process.env['TABLESTAKES_HISTORY'];
    delete process.env['TABLESTAKES_COLLECT_TOKEN'];
    await collector.close();
    await sandbox.stop();
    remove();
  }
});

test('a collector takes nothing from strangers, and nothing but histories', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'collector-'));
  const { url, close } = await openCollector({ host: '127.0.0.1', port: 0, folder, token: 't' });
  const sender = openSender({ baseUrl: url });
  const status = async (path: string, token: string): Promise<number> => {
    const headers = { authorization: `Bearer ${token}` };
    const told = await sender.send({ method: 'POST', path, headers, body: '{}' });
    return told.kind === 'received' ? told.status : 0;
  };
  const told = [await status('/w1', 't'), await status('/w1', 'x'), await status('/a/b', 't')];
  await sender.close();
  await close();
  const kept = readdirSync(folder);
  rmSync(folder, { recursive: true });
  assert.deepEqual(told, [204, 401, 404]);
  assert.deepEqual(kept, ['w1.ndjson']);
});

const INSTALLED = process.env['TABLESTAKES_ARTILLERY'];
const ARTILLERY = join(INSTALLED ?? '', 'node_modules', 'artillery', 'bin', 'run');
const skip =
  INSTALLED === undefined
    ? 'TABLESTAKES_ARTILLERY=<folder with node_modules/artillery> runs it with Artillery itself'
    : existsSync(ARTILLERY)
      ? false
      : `no Artillery at ${ARTILLERY}`;

test('Artillery itself runs the project, and its result is judged here', { skip }, async () => {
  const sandbox = await startSandboxProcess(BIN, 'artillery');
  // Long enough to fund players on any machine.
  const plan = planOf(1, 6_000);
  const { folder, remove } = project(sandbox.url, plan);
  const report = join(folder, 'report.json');
  const words = [ARTILLERY, 'run', 'artillery.yml', '--output', report];
  const env = { ...process.env, ARTILLERY_DISABLE_TELEMETRY: 'true' };
  const { stdout } = spawnSync(process.execPath, words, { cwd: folder, env, encoding: 'utf8' });
  assert.ok(existsSync(report), stdout);
  const told: unknown = JSON.parse(readFileSync(report, 'utf8'));
  const history = historyIn(join(folder, 'history'));
  const { begun, engine, doubts } = doubtsOf(plan, history, [told]);
  const options = { target: sandbox.url, settleMs: 2_000, dropped: 0 };
  const { proof } = await importedRun(plan, history, options);
  await sandbox.stop();
  remove();
  assert.equal(engine, 'artillery');
  assert.equal(begun, history.turns.length);
  assert.deepEqual(doubts, []);
  assert.deepEqual(proof.violations, []);
});
