import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { test } from 'node:test';
import { evening } from '../../scenarios/load/evening.js';
import { smallTarget } from './stage.js';
import { TargetUnfit, openTarget } from './target.js';
import { prepareTurns } from './turns.js';
import type { Turns } from './turns.js';

type Answers = Readonly<Record<string, readonly [number, object]>>;

const PSP = { partners: [{ partner: 'psp', url: 'http://127.0.0.1:1' }] };
const METHOD = { method_id: 'm1', status: 'verified' };

/** A target that can fund players and otherwise answers what a test says, or knows no such route. */
async function stage(
  answers: Answers,
  without: Parameters<typeof prepareTurns>[2]['without'] = [],
): Promise<{ readonly turns: Turns; readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const known: Answers = {
    'GET /sandbox': [200, {}],
    'POST /sandbox/clients': [201, { client_id: 'c', client_secret: 's' }],
    'POST /sandbox/players': [201, {}],
    'POST /oauth/token': [200, { access_token: 't', token_type: 'Bearer', expires_in: 600 }],
    ...answers,
  };
  const listener: RequestListener = (request, response) => {
    const route = `${request.method ?? ''} ${(request.url ?? '').replace(/[?].*$/, '')}`;
    const [status, body] = known[route] ?? [404, { error: 'ROUTE_NOT_FOUND' }];
    asked.push(route);
    request.resume().on('end', () => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  };
  const small = await smallTarget(listener);
  try {
    const target = await openTarget(small.url, 'run');
    const wanted = { runId: 'run', players: 3, without };
    const turns = await prepareTurns(target, evening, wanted);
    await target.close();
    return { turns, asked };
  } finally {
    small.close();
  }
}

const told = ({ skipped }: Turns): readonly string[] =>
  skipped.map(({ name, reason }) => `${name}: ${reason}`);

test('where there is a cashier, players have a verified method before the run begins', async () => {
  const { turns } = await stage({
    'GET /sandbox': [200, PSP],
    'POST /v1/payments/methods': [201, METHOD],
    'POST /v1/payments/methods/m1/verify': [202, METHOD],
    'GET /v1/payments/methods': [200, { items: [METHOD], next_cursor: null }],
  });
  assert.deepEqual(turns.skipped, []);
  assert.deepEqual(turns.mix, evening.mix);
  assert.deepEqual(
    turns.payers.map(({ playerId }) => playerId),
    turns.players.map(({ playerId }) => playerId),
  );
  assert.ok(turns.payers.every(({ methodId }) => methodId === 'm1'));
});

test('without a payment provider the turns at the cashier are skipped by name', async () => {
  const { turns, asked } = await stage({});
  assert.deepEqual(told(turns), [
    'deposit: the target has no payment provider',
    'withdraw: the target has no payment provider',
  ]);
  assert.deepEqual([turns.mix.deposit, turns.mix.withdraw], [0, 0]);
  assert.equal(turns.mix.spin, evening.mix.spin);
  assert.equal(asked.filter((route) => route.includes('/payments')).length, 0);
});

test('a target that knows no payments has them skipped by name', async () => {
  const { turns } = await stage({ 'GET /sandbox': [200, PSP] });
  assert.deepEqual(told(turns), [
    'deposit: the target has no createPaymentMethod',
    'withdraw: the target has no createPaymentMethod',
  ]);
  assert.deepEqual(turns.payers, []);
});

test('a target that takes payments and fails at it cannot be loaded', async () => {
  const failing = stage({ 'GET /sandbox': [200, PSP], 'POST /v1/payments/methods': [422, {}] });
  await assert.rejects(failing, TargetUnfit);
  const unverified = { ...METHOD, status: 'failed' };
  const never = stage({
    'GET /sandbox': [200, PSP],
    'POST /v1/payments/methods': [201, METHOD],
    'POST /v1/payments/methods/m1/verify': [202, METHOD],
    'GET /v1/payments/methods': [200, { items: [unverified], next_cursor: null }],
  });
  await assert.rejects(never, /m1 was not verified/);
});

test('what is left out on request is not prepared', async () => {
  const { turns, asked } = await stage({ 'GET /sandbox': [200, PSP] }, ['deposit', 'withdraw']);
  assert.deepEqual(told(turns), ['deposit: left out on request', 'withdraw: left out on request']);
  assert.equal(asked.filter((route) => route.includes('/payments')).length, 0);
});
