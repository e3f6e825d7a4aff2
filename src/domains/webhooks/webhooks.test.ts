import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { AuditEntry } from '../audit/index.js';
import { HOUR_MS, SECOND_MS } from '../../kernel/time.js';
import { openStage } from '../../sandbox/stage.js';
import {
  isWanted,
  MOST_TRIES,
  secretsInForce,
  verdictOn,
  webhookBody,
  webhookRetryMs,
} from './model.js';
import type { EndpointRow } from './model.js';

async function stage(t: TestContext) {
  const on = await openStage();
  t.after(() => on.world.close());
  const make = async (events: readonly string[] = ['round.*'], as = 'demo') =>
    (await on.call('createWebhookEndpoint', { url: 'http://127.0.0.1:9/', events }, { as })).body;
  return { ...on, make };
}

test('an endpoint is wanted for a type, for a domain or for all, never for words on webhooks', () => {
  assert.ok(isWanted(['round.debited'], 'round.debited'));
  assert.ok(!isWanted(['round.debited'], 'round.debited_twice'));
  assert.ok(isWanted(['player.status', 'round.*'], 'round.closed'));
  assert.ok(!isWanted(['round.*'], 'rounds.closed'));
  assert.ok(isWanted(['*'], 'anything.at_all'));
  assert.ok(!isWanted(['*', 'webhook.*', 'webhook.dead_lettered'], 'webhook.dead_lettered'));
});

test('what can be subscribed to is all that is ever told, and all of it is', () => {
  const { components } = JSON.parse(readFileSync('schemas/openapi.json', 'utf8')) as {
    components: { schemas: Record<string, { enum: readonly string[] }> };
  };
  const listed = components.schemas['EventPattern']?.enum ?? [];
  const types = listed.filter((word) => !word.endsWith('*'));
  const domains = new Set(types.map((type) => `${type.split('.')[0]}.*`));
  const patterns = listed.filter((word) => word.endsWith('*'));
  assert.deepEqual(patterns, ['*', ...domains], 'one pattern for each domain of the types');
  const source = ['src/domains', 'src/sandbox']
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
    )
    .filter((file) => file.endsWith('.ts') && !file.includes('.test.') && !file.includes('mutants'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('');
  const untold = types.filter(
    (type) => !source.includes(`'${type}'`) && !source.includes(`\`${type.split('.')[0]}.\${`),
  );
  assert.deepEqual(untold, []);
});

test('a reason goes out as a code, or not at all', () => {
  const entry: AuditEntry = {
    ...{ seq: 1, at: 'now', type: 'player.status', player_id: 'p', client_id: 'demo' },
    ...{ operation: 'setPlayerStatus', request_id: 'req', trace_id: 'trace', data: {} },
    ...{ previous_hash: '', hash: '' },
  };
  const told = (operation: string, reason: unknown): unknown => {
    const body = webhookBody('evt', { ...entry, operation, data: { to: 'x', reason } });
    return (JSON.parse(body) as { data: unknown }).data;
  };
  const without = { to: 'x', player_id: 'p' };
  assert.deepEqual(told('setPlayerStatus', 'Is ill, says Bo'), without);
  assert.deepEqual(told('setPlayerStatus', 'ill'), without, 'a word can tell as much');
  assert.deepEqual(told('receiveKycWebhook', 'Bo is no Bo'), without);
  assert.deepEqual(told('receivePaymentWebhook', 'chargeback'), {
    ...without,
    reason: 'chargeback',
  });
  assert.deepEqual(told('closeSession', null), { ...without, reason: null });
});

test('each wait is longer than the one before, drawn by the seed, and all of them end', () => {
  const waits = Array.from({ length: MOST_TRIES - 1 }, (_, at) => webhookRetryMs('s', 'd', at + 1));
  for (const [at, wait] of waits.entries()) {
    const full = Math.min(5 * SECOND_MS * 4 ** at, 6 * HOUR_MS);
    assert.ok(wait >= full / 2 && wait <= full, `wait ${at}`);
    assert.ok(wait > (waits[at - 1] ?? 0), `wait ${at}`);
  }
  assert.ok(waits.reduce((sum, wait) => sum + wait, 0) < 12 * HOUR_MS);
  assert.equal(webhookRetryMs('s', 'd', 3), webhookRetryMs('s', 'd', 3));
  assert.notEqual(webhookRetryMs('s', 'd', 3), webhookRetryMs('s', 'e', 3));
});

test('the eighth failure is the last', () => {
  const failed = { status: 500, error: 'refused' } as const;
  assert.equal(verdictOn(failed, MOST_TRIES - 1), 'pending');
  assert.equal(verdictOn(failed, MOST_TRIES), 'dead');
  assert.equal(verdictOn({ status: 0, error: 'timeout' }, 1), 'pending');
  assert.equal(verdictOn({ status: 299, error: null }, MOST_TRIES), 'delivered');
  assert.equal(verdictOn({ status: 300, error: 'refused' }, 1), 'pending');
});

test('two secrets sign while they overlap, the newest first', () => {
  const row = { secret: 'new', previous: 'old', previous_until: 10 } as EndpointRow;
  assert.deepEqual(secretsInForce(row, 9), ['new', 'old']);
  assert.deepEqual(secretsInForce(row, 10), ['new']);
  assert.deepEqual(secretsInForce({ ...row, previous: null, previous_until: null }, 9), ['new']);
});

test('endpoints and secrets are each client’s own, and page newest first', async (t) => {
  const { call, make } = await stage(t);
  const made = [await make(), await make(), await make(), await make(['*'], 'studio')];
  assert.equal(new Set(made.map((one) => one['endpoint_id'])).size, 4);
  assert.equal(new Set(made.map((one) => one['secret'])).size, 4);
  const page = (await call('listWebhookEndpoints', { limit: '2' })).body;
  const rest = (await call('listWebhookEndpoints', { limit: '2', cursor: page['next_cursor'] }))
    .body;
  const shown = [...(page['items'] as object[]), ...(rest['items'] as object[])];
  const own = made.slice(0, 3).reverse();
  assert.deepEqual(
    shown,
    own.map(({ secret: _secret, ...endpoint }) => endpoint),
  );
  assert.equal(rest['next_cursor'], null);
  const stranger = { endpoint_id: made[3]?.['endpoint_id'] };
  assert.equal((await call('getWebhookEndpoint', stranger)).outcome, 'ENDPOINT_NOT_FOUND');
});

test('a dead letter is told in the audit log, and redelivery begins anew', async (t) => {
  const { call, make, player, world, clock } = await stage(t);
  await make();
  const debit = { player_id: await player(), round_id: 'r', amount: '1', currency: 'EUR' };
  await call('debitRound', debit, { key: 'k' });
  await world.scheduler.moveTo(clock.now() + 24 * HOUR_MS);
  const dead = (await call('listWebhookDeliveries', { status: 'dead' })).body['items'];
  const [delivery] = dead as Record<string, unknown>[];
  assert.deepEqual(
    [delivery?.['attempts'], delivery?.['last_error'], delivery?.['next_attempt_at']],
    [MOST_TRIES, 'unreachable', null],
  );
  const log = (await call('listAuditEntries', { limit: '100' })).body['items'];
  const told = (log as Record<string, unknown>[]).filter(
    ({ type }) => type === 'webhook.dead_lettered',
  );
  assert.equal(told.length, 1);
  const asked = { delivery_id: delivery?.['delivery_id'] };
  const again = await call('redeliverWebhook', asked);
  assert.deepEqual([again.outcome, again.body['status']], ['success', 'pending']);
  await world.scheduler.runDue();
  const after = (await call('listWebhookDeliveries')).body['items'] as Record<string, unknown>[];
  assert.deepEqual([after[0]?.['attempts'], after[0]?.['status']], [MOST_TRIES + 1, 'pending']);
});

test('a disabled endpoint refuses redelivery, and keeps what waits without a time', async (t) => {
  const { call, make, player, world } = await stage(t);
  const { endpoint_id } = await make();
  const debit = { player_id: await player(), round_id: 'r', amount: '1', currency: 'EUR' };
  await call('debitRound', debit, { key: 'k' });
  await world.scheduler.runDue();
  const turn = (status: string) => call('setWebhookEndpointStatus', { endpoint_id, status });
  const items = async () =>
    (await call('listWebhookDeliveries')).body['items'] as Record<string, unknown>[];
  assert.equal((await turn('disabled')).body['status'], 'disabled');
  const [held] = await items();
  assert.deepEqual([held?.['status'], held?.['next_attempt_at']], ['pending', null]);
  const asked = { delivery_id: held?.['delivery_id'] };
  assert.equal((await call('redeliverWebhook', asked)).outcome, 'STATE_CONFLICT');
  assert.equal(await world.scheduler.runDue(), 0);
  await turn('enabled');
  assert.notEqual((await items())[0]?.['next_attempt_at'], null);
});
