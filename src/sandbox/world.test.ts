import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { emit } from '../domains/audit/index.js';
import { MINUTE_MS, VIRTUAL_EPOCH_MS } from '../kernel/time.js';
import { StoreRefusal } from '../store/refusal.js';
import { openStage } from './stage.js';
import type { Stage } from './stage.js';
import { startSandbox } from './start.js';

function fileIn(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tablestakes-world-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'sandbox.db');
}

const debit = (on: Stage, key: string, player = 'p_demo_1') => {
  const members = { player_id: player, round_id: 'r1', amount: '1', currency: 'EUR' };
  return on.call('debitRound', members, { key });
};
const cash = async (on: Stage): Promise<unknown> =>
  (await on.call('getWallet', { player_id: 'p_demo_1' })).body['cash'];

/** Each promise of a world is kept in memory and on disk. */
function inBoth(name: string, proof: (on: Stage) => Promise<void>): void {
  test(`${name}, in memory`, async () => {
    const on = await openStage();
    await proof(on);
    on.world.close();
  });
  test(`${name}, on disk`, async (t) => {
    const on = await openStage({ file: fileIn(t) });
    await proof(on);
    on.world.close();
  });
}

for (const crash of [false, true]) {
  inBoth(`what was answered outlives a ${crash ? 'crash' : 'restart'}`, async (on) => {
    const first = await debit(on, 'k');
    const before = [on.books(), (await on.call('verifyAudit')).body];
    on.world.restart(crash);
    assert.deepEqual([on.books(), (await on.call('verifyAudit')).body], before);
    const again = await debit(on, 'k');
    assert.deepEqual([again.text, again.replayed], [first.text, true]);
    assert.equal((await debit(on, 'k2')).outcome, 'success');
  });
}

inBoth(
  'a restart finishes what was accepted, a crash loses it and does not say yes',
  async (on) => {
    const { store } = on.world.platform();
    const work = (text: string) => () =>
      store.sql('UPDATE players SET name = ? WHERE player_id = ?').run(text, 'p_demo_1').changes;
    const finished = store.transact(work('finished'));
    on.world.restart(false);
    assert.equal(await finished, 1);
    const lost = on.world.platform().store.transact(() => 'lost');
    on.world.restart(true);
    await assert.rejects(lost, /crashed/);
    assert.equal((await on.call('getPlayer', { player_id: 'p_demo_1' })).body['name'], 'finished');
  },
);

inBoth('a reset goes back to the seed data, the first instant and no faults', async (on) => {
  const hash = on.books().hash;
  const { body: keys } = await on.call('getJwks');
  await debit(on, 'k');
  await on.call('rotateSigningKey');
  on.world.faults.add({ operation: '*', kind: 'latency' });
  on.advance(MINUTE_MS);
  await on.world.reset();
  assert.deepEqual([on.books().hash, on.clock.now()], [hash, VIRTUAL_EPOCH_MS]);
  assert.deepEqual((await on.call('getJwks')).body, keys);
  assert.equal(on.world.faults.quiet, true);
  const told = await debit(on, 'k');
  assert.deepEqual([told.outcome, told.replayed], ['success', false]);
});

inBoth('nobody finds the platform without its seed data while it is reset', async (on) => {
  const reset = on.world.reset();
  const wallet = on.world.platform().ground.sql("SELECT 1 FROM wallets WHERE player = 'p_demo_1'");
  assert.ok(wallet.get());
  await reset;
});

inBoth('a snapshot is restored with its clock, as often as wanted', async (on) => {
  await debit(on, 'k1');
  on.world.snapshot('one debit');
  const [hash, nowMs] = [on.books().hash, on.clock.now()];
  for (let turn = 0; turn < 2; turn += 1) {
    on.advance(MINUTE_MS);
    await debit(on, 'k2');
    assert.equal(await cash(on), '998.00');
    assert.equal(on.world.restore('one debit'), true);
    assert.deepEqual([on.books().hash, on.clock.now()], [hash, nowMs]);
    assert.equal((await debit(on, 'k1')).replayed, true);
  }
  on.world.restart(true);
  assert.equal(await cash(on), '999.00');
  assert.equal(on.world.restore('nothing'), false);
  on.world.snapshot('other');
  assert.deepEqual(on.world.snapshots(), ['one debit', 'other']);
});

inBoth('a restart makes request ids of its own, also while the clock stands still', (on) => {
  const made: string[] = [];
  for (const crash of [false, true, false]) {
    made.push(on.world.platform().nextId('request'));
    on.world.restart(crash);
  }
  assert.equal(new Set(made).size, made.length);
  return Promise.resolve();
});

test('a database keeps its seed: another one is refused, none takes the one it has', async (t) => {
  const file = fileIn(t);
  const first = await openStage({ file, seed: '7' });
  await debit(first, 'k');
  const hash = first.books().hash;
  first.world.close();
  await assert.rejects(
    openStage({ file, seed: '8' }),
    (failure) => failure instanceof StoreRefusal && /--seed 7/.test(failure.message),
  );
  for (const options of [{ file }, { file, seed: '7' }]) {
    const again = await openStage(options);
    assert.deepEqual([again.world.seed, again.books().hash], ['7', hash]);
    again.world.close();
  }
});

test('seed data is planted once, also when somebody changed it since', async (t) => {
  const file = fileIn(t);
  const first = await openStage({ file });
  await debit(first, 'k');
  const players = first.sql('SELECT count(*) n FROM players');
  first.world.close();
  const again = await openStage({ file });
  assert.deepEqual(again.sql('SELECT count(*) n FROM players'), players);
  assert.equal(await cash(again), '999.00');
  again.world.close();
});

test('two worlds of one seed are alike in keys, ids and secrets, and another seed is not', async () => {
  const facts = async (seed: string) => {
    const on = await openStage({ seed });
    const platform = on.world.platform();
    return {
      keys: (await on.call('getJwks')).text,
      txn: (await debit(on, 'k')).body['txn_id'],
      session: (await on.call('launchSession', { player_id: 'p_demo_1', game_id: 'moonshot' }))
        .body,
      ids: [platform.nextId('request'), platform.nextId('trace'), platform.nextId('span')],
      secrets: on.sql('SELECT client_id, hex(secret_hash) FROM clients ORDER BY client_id'),
      journal: on.sql('SELECT hash FROM journal ORDER BY seq LIMIT 3'),
    };
  };
  const [one, same, other] = [await facts('5'), await facts('5'), await facts('6')];
  assert.deepEqual(one, same);
  for (const name of ['keys', 'txn', 'session', 'ids', 'secrets', 'journal'] as const) {
    assert.notDeepEqual(one[name], other[name], name);
  }
  assert.match(one.ids.join(' '), /^req_[0-9a-f]{20} [0-9a-f]{32} [0-9a-f]{16}$/);
});

test('a file in use is free again when the port was not', async (t) => {
  const db = fileIn(t);
  const taken = createServer().listen(0, '127.0.0.1');
  t.after(() => taken.close());
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  await assert.rejects(startSandbox({ db, port }), /EADDRINUSE/);
  const sandbox = await startSandbox({ db });
  await sandbox.close();
});

test('a file opened again under a virtual clock goes on where its own past ended', async (t) => {
  const file = fileIn(t);
  const open = () => startSandbox({ db: file, clock: 'virtual' });
  const first = await open();
  const laterMs = first.world.options.clock.now() + 3_600_000;
  await first.world.scheduler.moveTo(laterMs);
  await first.world.platform().asSandbox('test', (ctx) => emit(ctx, 'game.status', null, {}));
  await first.close();

  const again = await open();
  t.after(() => again.close());
  assert.equal(again.world.options.clock.now(), laterMs);
});
