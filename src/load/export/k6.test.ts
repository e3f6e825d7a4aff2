import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { evening } from '../../../scenarios/load/evening.js';
import { payday } from '../../../scenarios/load/payday.js';
import { startSandbox } from '../../sandbox/start.js';
import { doubtsOf } from './engine-report.js';
import { parseHistory } from './history-lines.js';
import { importedRun, sortedHistory } from './imported-run.js';
import { k6Files } from './k6.js';
import { loadPlanOf, NotExportable } from './plan.js';
import type { LoadPlan } from './plan.js';

const plan = (): LoadPlan =>
  loadPlanOf(evening, {
    seed: 'k6',
    rate: 10,
    players: 5,
    durationMs: 4_000,
    warmUpMs: 1_000,
    timeoutMs: 5_000,
    workers: 1,
  });

/** What k6 offers, as small as can be: synchronous HTTP by way of a thread that waits for it. */
const MODULES: Readonly<Record<string, string>> = {
  'index.js': `const cell = new Int32Array(new SharedArrayBuffer(4));
    export const sleep = (s) => void Atomics.wait(cell, 0, 0, s * 1000);`,
  'crypto.js': `import { createHmac } from 'node:crypto';
    export const hmac = (name, secret, data) => {
      const bytes = createHmac(name, secret).update(data).digest();
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    };`,
  'encoding.js': `export const b64encode = (text) => Buffer.from(text).toString('base64');`,
  'metrics.js': `export class Trend { add() {} } export class Counter { add() {} }`,
  'execution.js': `const state = { scenario: { iterationInTest: 0, startTime: Date.now() },
    test: { abort(why) { throw new Error(why); } } }; export default state;`,
  'http.js': `import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
    const { port1, port2 } = new MessageChannel();
    const flag = new Int32Array(new SharedArrayBuffer(4));
    const code = \`const { workerData: { port, flag } } = require('node:worker_threads');
      port.on('message', async ({ method, url, body, headers }) => {
        const told = await fetch(url, { method, headers, body })
          .then(async (answer) => ({ status: answer.status, body: await answer.text() }))
          .catch((thrown) => ({ status: 0, error_code: 1000, error: String(thrown) }));
        port.postMessage(told);
        Atomics.store(flag, 0, 1);
        Atomics.notify(flag, 0);
      });\`;
    new Worker(code, { eval: true, workerData: { port: port2, flag }, transferList: [port2] }).unref();
    const request = (method, url, body, { headers }) => {
      const from = performance.now();
      Atomics.store(flag, 0, 0);
      port1.postMessage({ method, url, headers, body: body ?? undefined });
      Atomics.wait(flag, 0, 0);
      const { message } = receiveMessageOnPort(port1);
      return { ...message, timings: { duration: performance.now() - from } };
    };
    export default { request };`,
};

const DRIVER = `import exec from 'k6/execution';
globalThis.__ENV = { TABLESTAKES_TARGET: process.argv[2] };
const script = await import('./load.mjs');
const data = JSON.parse(JSON.stringify(script.setup()));
exec.scenario.startTime = Date.now();
for (let at = 0; at < 40; at += 1) {
  exec.scenario.iterationInTest = at;
  script.default(data);
}
const metrics = { iterations: { values: { count: 40 } } };
process.stdout.write(script.handleSummary({ metrics, setup_data: data }).stdout);
process.exit(0);
`;

/** The script played in a process of its own, which it blocks as it would block a VU of k6. */
async function stage(): Promise<{ readonly code: unknown; readonly out: string; url: string }> {
  const sandbox = await startSandbox({ seed: 'k6' });
  const folder = mkdtempSync(join(tmpdir(), 'k6-'));
  const home = join(folder, 'node_modules', 'k6');
  mkdirSync(home, { recursive: true });
  const exports = { '.': './index.js', './*': './*.js' };
  writeFileSync(join(home, 'package.json'), JSON.stringify({ type: 'module', exports }));
  for (const [name, text] of Object.entries(MODULES)) writeFileSync(join(home, name), text);
  const files = k6Files(plan(), { target: 'http://127.0.0.1:1' });
  writeFileSync(join(folder, 'load.mjs'), files.get('load.js') ?? '');
  writeFileSync(join(folder, 'driver.mjs'), DRIVER);
  const child = spawn(process.execPath, [join(folder, 'driver.mjs'), sandbox.url]);
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
  const [code] = (await once(child, 'close')) as [unknown];
  rmSync(folder, { recursive: true });
  try {
    const history = sortedHistory(parseHistory(out));
    const { proof } = await importedRun(plan(), history, {
      target: sandbox.url,
      settleMs: 2_000,
      dropped: 0,
    });
    assert.deepEqual(proof.violations, [], out.slice(0, 2_000));
    assert.equal(proof.checked.players, 5);
    assert.ok(proof.checked.transactions > 30);
  } finally {
    await sandbox.close();
  }
  return { code, out, url: sandbox.url };
}

test('the k6 script plays the journeys, and what it tells proves the money', async () => {
  const { code, out } = await stage();
  assert.equal(code, 0, out.slice(-2_000));
  const history = sortedHistory(parseHistory(out));
  assert.equal(history.turns.length, 40);
  assert.ok(history.turns.every(({ sound }) => sound));
  const { engine, begun, doubts } = doubtsOf(plan(), history, []);
  assert.equal(engine, 'k6');
  assert.equal(begun, 40);
  assert.deepEqual(doubts, []);
});

test('the k6 script is sound JavaScript without any import but those of k6', () => {
  const script = k6Files(plan(), { target: 'http://127.0.0.1:1' }).get('load.js') ?? '';
  const imported = [...script.matchAll(/^import .* from '([^']+)'/gm)].map(([, from]) => from);
  assert.ok(imported.every((from) => from === 'k6' || from?.startsWith('k6/')));
  assert.doesNotMatch(script, /\brequire\(|from 'node:/);
  const folder = mkdtempSync(join(tmpdir(), 'k6-'));
  const file = join(folder, 'load.mjs');
  writeFileSync(file, script);
  const { status, stderr } = spawnSync(process.execPath, ['--check', file], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  assert.equal(status, 0, stderr);
});

test('the TestRun of the operator names the script, the target and how many share the load', () => {
  const files = k6Files({ ...plan(), workers: 3 }, { target: 'https://wallet.example' });
  const run = parse(files.get('testrun.yaml') ?? '') as {
    kind: string;
    spec: { parallelism: number; runner: { env: { value: string }[] } };
  };
  assert.equal(run.kind, 'TestRun');
  assert.equal(run.spec.parallelism, 3);
  assert.equal(run.spec.runner.env[0]?.value, 'https://wallet.example');
});

test('a scenario in which things are done to the target is not exported', () => {
  const wanted = { seed: 's', rate: 1, players: 1, durationMs: 1, warmUpMs: 1, timeoutMs: 1 };
  assert.throws(() => loadPlanOf(payday, { ...wanted, workers: 1 }), NotExportable);
});
