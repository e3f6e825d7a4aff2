import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { openInbox } from '../client/inbox.js';
import { recordEvents } from '../domains/webhooks/index.js';
import { entriesAfter } from '../domains/audit/index.js';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../kernel/time.js';
import { openStage } from './stage.js';
import type { StageOptions } from './stage.js';

/** A world that sends the rounds of `demo` to an inbox. */
async function stage(t: TestContext, options: StageOptions = {}) {
  const on = await openStage(options);
  const inbox = await openInbox('inbox');
  t.after(async () => {
    on.world.close();
    await inbox.close();
  });
  const events = ['round.*'];
  const made = await on.call('createWebhookEndpoint', { url: inbox.url, events });
  const endpointId = String(made.body['endpoint_id']);
  let keys = 0;
  const debit = (player: string) => {
    const members = { player_id: player, round_id: `r${keys}`, amount: '0.10', currency: 'EUR' };
    return on.call('debitRound', members, { key: `k${(keys += 1)}` });
  };
  const move = (ms: number) => on.world.scheduler.moveTo(on.clock.now() + ms);
  const deliveries = async () =>
    (await on.call('listWebhookDeliveries', { limit: '100' })).body['items'] as Record<
      string,
      unknown
    >[];
  return { ...on, inbox, endpointId, debit, move, deliveries };
}

test('webhooks go on after a restart, a crash, a restore and a reset', async (t) => {
  const on = await stage(t);
  const { inbox, debit, move, world } = on;
  const ada = await on.player();
  world.snapshot('made');
  const lives = [
    () => world.restart(false),
    () => world.restart(true),
    () => world.restore('made'),
    () => undefined,
  ];
  for (const [at, begin] of lives.entries()) {
    begin();
    await debit(ada);
    await move(0);
    assert.equal(inbox.webhooks.length, at + 1, `life ${at}`);
  }
  await world.reset();
  await on.call('createWebhookEndpoint', { url: inbox.url, events: ['round.*'] });
  await debit(await on.player());
  await move(0);
  assert.equal(inbox.webhooks.length, lives.length + 1);
});

test('what was committed before a crash and not sent yet is sent in the next life', async (t) => {
  const { inbox, debit, move, world, player } = await stage(t);
  const ada = await player();
  inbox.answer('reset');
  await debit(ada);
  await debit(ada);
  world.restart(true);
  inbox.answer(204);
  await move(MINUTE_MS);
  const taken = inbox.webhooks.filter(({ answered }) => answered === 204);
  // At least once: what was under way when it crashed may come twice.
  assert.deepEqual(
    [...new Set(taken.map(({ body }) => (body['data'] as Told).round_id))],
    ['r0', 'r1'],
  );
  assert.equal(new Set(taken.map(({ id }) => id)).size, 2);
});

test('hundreds of events of many players arrive once each and in order per player', async (t) => {
  const { inbox, debit, move, player, world } = await stage(t);
  const players = await Promise.all([1, 2, 3, 4, 5, 6].map(() => player()));
  for (let round = 0; round < 50; round += 1) await Promise.all(players.map(debit));
  await move(0);
  assert.equal(inbox.webhooks.length, 300);
  for (const one of players) {
    const rounds = inbox.webhooks
      .filter(({ playerId }) => playerId === one)
      .map(({ body }) => Number(String((body['data'] as { round_id: string }).round_id).slice(1)));
    assert.deepEqual(
      rounds,
      rounds.toSorted((a, b) => a - b),
    );
  }
  const [state] = world.outbox().state();
  assert.deepEqual([state?.pending, state?.parked], [0, 0]);
});

test('a journal that is read twice sends nothing twice', async (t) => {
  const { inbox, debit, move, world, player } = await stage(t);
  await debit(await player());
  await move(0);
  const { ground, store } = world.platform();
  await store.transact(() => recordEvents(ground, [...entriesAfter(ground, 0)]));
  await move(DAY_MS);
  assert.equal(inbox.webhooks.length, 1);
});

test('without an endpoint nobody reads the journal', async (t) => {
  const on = await openStage();
  t.after(() => on.world.close());
  await on.player();
  assert.equal(await on.world.scheduler.runDue(), 0);
  assert.equal(on.world.outbox().state()[0]?.pending, 0);
});

test('told to, a webhook is overtaken by the next of its player, or comes late', async (t) => {
  const { inbox, debit, move, world, player } = await stage(t);
  const ada = await player();
  world.faults.add({ operation: 'webhook.out', kind: 'reorder' });
  await debit(ada);
  await debit(ada);
  await move(2 * SECOND_MS);
  const rounds = () => inbox.webhooks.map(({ body }) => (body['data'] as Told).round_id);
  assert.deepEqual(rounds(), ['r1', 'r0']);
  world.faults.add({ operation: 'webhook.out', kind: 'latency', latency_ms: 5_000 });
  await debit(ada);
  await move(4 * SECOND_MS);
  assert.deepEqual(rounds(), ['r1', 'r0']);
  await move(SECOND_MS);
  assert.deepEqual(rounds(), ['r1', 'r0', 'r2']);
});

interface Told {
  readonly round_id: string;
}

test('a fault that loses the webhook or its answer is retried under the same id', async (t) => {
  const { inbox, debit, move, world, player, deliveries } = await stage(t);
  const strikes = [
    ['reset_before', 0],
    ['reset_after_commit', 1],
    ['status', 0],
  ] as const;
  for (const [kind, seen] of strikes) {
    const before = inbox.webhooks.length;
    world.faults.add({ operation: 'webhook.out', kind });
    await debit(await player());
    await move(0);
    assert.equal(inbox.webhooks.length - before, seen, kind);
    await move(MINUTE_MS);
    const [delivery] = await deliveries();
    assert.deepEqual([delivery?.['status'], delivery?.['attempts']], ['delivered', 2], kind);
    const ids = new Set(inbox.webhooks.slice(before).map(({ id }) => id));
    assert.deepEqual([...ids], [delivery?.['webhook_id']], kind);
  }
});

test('a name that turns private after it was looked at is not connected to', async (t) => {
  let connections = 0;
  const server = createServer(() => (connections += 1)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  let addresses = ['93.184.215.14'];
  const resolve = () => Promise.resolve(addresses);
  const on = await openStage({ webhooks: { privateAllowed: false, resolve } });
  t.after(() => on.world.close());
  const wish = { url: `https://rebound.example:${port}/`, events: ['round.*'] };
  assert.equal((await on.call('createWebhookEndpoint', wish)).outcome, 'success');
  addresses = ['127.0.0.1'];
  const player = await on.player();
  const debit = { player_id: player, round_id: 'r', amount: '1', currency: 'EUR' };
  await on.call('debitRound', debit, { key: 'k' });
  await on.world.scheduler.runDue();

  const { items } = (await on.call('listWebhookDeliveries')).body;
  assert.equal(connections, 0);
  const [delivery] = items as Record<string, unknown>[];
  assert.equal(delivery?.['last_error'], 'address_not_allowed');
});

test('a receiver whose answer never ends has answered all the same', async (t) => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nslow'));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const on = await openStage({ webhooks: { privateAllowed: true, timeoutMs: 200 } });
  t.after(() => on.world.close());
  const wish = { url: `http://127.0.0.1:${port}/`, events: ['round.*'] };
  await on.call('createWebhookEndpoint', wish);
  const debit = { player_id: await on.player(), round_id: 'r', amount: '1', currency: 'EUR' };
  await on.call('debitRound', debit, { key: 'k' });
  await on.world.scheduler.runDue();
  const { items } = (await on.call('listWebhookDeliveries', { status: 'delivered' })).body;
  assert.equal((items as unknown[]).length, 1);
});
