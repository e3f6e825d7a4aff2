import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { evening } from '../../scenarios/load/evening.js';
import { openSender } from '../client/index.js';
import { runLoad } from './run.js';
import type { LoadRun } from './run-terms.js';
import { startSandboxProcess } from './sandbox-process.js';
import { doorTo, smallTarget } from './stage.js';
import { TargetUnfit } from './target.js';

const BIN = fileURLToPath(new URL('../../../bin/tablestakes.js', import.meta.url));
const POOL = ['one', 'two', 'three'].map((name) => ({
  player_id: name,
  currency: 'EUR',
  status: 'active',
}));

/** A sandbox behind a door that shows nothing of its control API, nor of what is `closed`. */
async function stage(closed: readonly string[], secret?: string): Promise<LoadRun> {
  const sandbox = await startSandboxProcess(BIN, 'stranger');
  const sender = openSender({ baseUrl: sandbox.url, connections: 1, timeoutMs: 5_000 });
  const ask = async (path: string, body: object): Promise<Record<string, unknown>> => {
    const headers = { 'content-type': 'application/json' };
    const text = JSON.stringify(body);
    const told = await sender.send({ method: 'POST', path, headers, body: text });
    return told.kind === 'received' ? (JSON.parse(told.text) as Record<string, unknown>) : {};
  };
  for (const player of POOL) await ask('/sandbox/players', { ...player, cash: '5000.00' });
  const scopes = ['wallets:read', 'games:read', 'rounds:read', 'rounds:write', 'audit:read'];
  const all = [...scopes, 'sessions:read', 'sessions:write'];
  const made = await ask('/sandbox/clients', { client_id: 'theirs', scopes: all });
  await sender.close();
  const pass = doorTo(sandbox.url, () => 0);
  const door = await smallTarget((request, response) => {
    const hidden = ['/sandbox', ...closed].some((part) => request.url?.includes(part));
    if (!hidden) return pass(request, response);
    request.resume();
    response.writeHead(404, { 'content-type': 'application/json' });
    response.end('{"error":"ROUTE_NOT_FOUND"}');
  });
  const client = { client_id: 'theirs', client_secret: secret ?? String(made['client_secret']) };
  try {
    return await runLoad(evening, {
      seed: 'stranger',
      runId: 'stranger',
      mode: 'open',
      rate: 50,
      players: 10,
      connections: 8,
      durationMs: 1_500,
      warmUpMs: 200,
      timeoutMs: 5_000,
      maxInFlight: 10_000,
      settleMs: 500,
      baseUrl: door.url,
      named: { name: 'stranger', baseUrl: door.url, client, players: POOL },
    });
  } finally {
    door.close();
    await sandbox.stop();
  }
}

const errorsOf = ({ recorder, phases }: LoadRun): number =>
  recorder
    .operations()
    .reduce((sum, name) => sum + recorder.merged(name, phases).errors.totalCount, 0);

test('a platform without a control API is loaded with its own client and the players it lends', async () => {
  const run = await stage([]);
  assert.deepEqual(run.proof.violations, []);
  assert.equal(run.proof.checked.players, 3);
  assert.ok(run.proof.checked.statement_rows > 80, `${run.proof.checked.statement_rows} rows`);
  assert.equal(run.proof.checked.ledger_transactions, null);
  assert.equal(errorsOf(run), 0);
  assert.deepEqual(
    run.skipped.map(({ name }) => name),
    ['deposit', 'withdraw'],
  );
});

test('sessions and statements it has not are skipped by name, and the balances bear witness', async () => {
  const run = await stage(['/sessions', '/transactions', '/audit']);
  assert.deepEqual(run.proof.violations, []);
  assert.equal(run.proof.checked.statement_rows, 0);
  assert.equal(errorsOf(run), 0);
  assert.deepEqual(
    run.skipped.map(({ name }) => name),
    ['deposit', 'withdraw', 'sessions', 'history', 'login'],
  );
});

test('a client that is not let in ends the run before anything is sent', async () => {
  await assert.rejects(stage([], 'wrong'), TargetUnfit);
});
