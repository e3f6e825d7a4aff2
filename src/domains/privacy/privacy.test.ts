import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { DAY_MS, formatTime } from '../../kernel/time.js';
import { openStage } from '../../sandbox/stage.js';
import type { Members, StageOptions } from '../../sandbox/stage.js';

const ZOE = {
  ...{ external_id: 'zoe-unmistakable', name: 'Zoë Unmistakable', email: 'zoe@mail.example' },
  ...{ date_of_birth: '1991-07-31', country: 'MT', currency: 'EUR' },
};
const MARKS = ['unmistakable', 'Unmistakable', 'zoe@mail', '1991-07-31', 'Renamed'];

async function stage(options: StageOptions = {}) {
  const on = await openStage(options);
  const create = (key?: string) => on.call('createPlayer', ZOE, key ? { key } : {});
  const erase = (player: unknown, key?: string) =>
    on.call('erasePlayer', { player_id: player, reason: 'asked for' }, key ? { key } : {});
  const accesses = async (player: unknown) =>
    (await on.call('listAccessLog', { player_id: player, limit: 100 })).body[
      'items'
    ] as readonly Members[];
  return { ...on, create, erase, accesses };
}

const told = (text: string): readonly string[] => MARKS.filter((mark) => text.includes(mark));

test('an erased player is a pseudonym, blocked, with the same id', async () => {
  const { create, erase, call } = await stage();
  const { body: made } = await create();
  const erased = await erase(made['player_id']);
  const { pseudonym, erased_at: erasedAt } = erased.body;
  assert.match(String(pseudonym), /^erased_[A-Za-z0-9_-]{22}$/);
  assert.deepEqual((await call('getPlayer', made)).body, {
    ...made,
    ...{ external_id: pseudonym, name: pseudonym, email: null, date_of_birth: '0001-01-01' },
    status: 'blocked',
  });
  assert.equal(erasedAt, made['created_at']);
});

test('nobody takes up an erased player again', async () => {
  const { player, erase, call, run, sql } = await stage();
  const id = await player({ cash: '0' });
  const { case_id } = (await call('openKycCase', { player_id: id })).body;
  run(`UPDATE kyc_screenings SET decision = 'clear'`);
  assert.equal((await erase(id)).outcome, 'success');
  const before = sql('SELECT count(*) AS entries FROM journal');
  const passport = { case_id, type: 'passport', number: 'DOC-OK', country: 'MT' };
  const refused = [
    await call('openKycCase', { player_id: id }),
    await call('addKycDocument', passport),
    await call('screenPlayer', { player_id: id }),
    await call('createPaymentMethod', { player_id: id, psp_token: 'tok_ok' }),
  ];
  for (const { outcome, details } of refused) {
    assert.deepEqual([outcome, details['rule']], ['STATE_CONFLICT', 'the player was erased']);
  }
  assert.deepEqual(sql('SELECT count(*) AS entries FROM journal'), before);
});

test('erasing is refused while anything is owed or open, and names it', async () => {
  const { player, erase, call, advance, clock } = await stage();
  const open = async (id: string) => (await erase(id)).details['open'];
  assert.deepEqual(await open(await player({ bonus: '1', held: '2' })), ['cash', 'bonus', 'held']);

  const gambler = await player({ cash: '10' });
  const place = { player_id: gambler, round_id: 'r1' };
  await call('debitRound', { ...place, amount: '10', currency: 'EUR' }, { key: 'k' });
  assert.deepEqual(await open(gambler), ['held_in_play', 'round']);
  await call('rollbackRound', { ...place, debit_key: 'k' }, { key: 'back' });
  assert.deepEqual(await open(gambler), ['cash']);
  await call('debitRound', { ...place, amount: '10', currency: 'EUR' }, { key: 'again' });
  await call('closeRound', place);
  assert.equal((await erase(gambler)).outcome, 'success');

  const excluded = await player({ cash: '0' });
  const until = formatTime(clock.now() + DAY_MS);
  await call('createExclusion', { player_id: excluded, kind: 'time_out', until });
  assert.deepEqual(await open(excluded), ['exclusion']);
  await call('setPlayerStatus', { player_id: excluded, status: 'blocked', reason: 'fraud' });
  assert.deepEqual(await open(excluded), ['exclusion']);
  advance(DAY_MS);
  assert.equal((await erase(excluded)).outcome, 'success');
  assert.equal((await erase('nobody')).outcome, 'PLAYER_NOT_FOUND');
});

test('erasing again, with a key or without, answers the same and leaves one entry', async () => {
  const { create, erase, advance, sql } = await stage();
  const player = (await create()).body['player_id'];
  const first = await erase(player, 'k');
  advance(DAY_MS);
  for (const again of [await erase(player), await erase(player, 'k'), await erase(player, 'l')]) {
    assert.deepEqual(again.body, first.body);
  }
  assert.equal(sql(`SELECT 1 FROM journal WHERE type = 'player.erased'`).length, 1);
});

test('payment methods of an erased player lead to no card', async () => {
  const { player, call, erase, run, sql } = await stage();
  const id = await player({ cash: '0' });
  await call('createPaymentMethod', { player_id: id, psp_token: 'tok_ok' });
  run(`UPDATE payment_methods SET brand = 'visa', last4 = '4242', status = 'verified'`);
  assert.equal((await erase(id)).outcome, 'success');
  const [method] = sql('SELECT method_id, psp_token, brand, last4, status FROM payment_methods');
  assert.deepEqual(method, {
    ...{ method_id: method?.['method_id'], psp_token: `erased_${String(method?.['method_id'])}` },
    ...{ brand: null, last4: null, status: 'failed' },
  });
});

test('after an erasure no byte of the person is left in the database file', async (t) => {
  const file = join(folder(t), 'books.db');
  const { create, erase, call, world, player: neighbour } = await stage({ file });
  for (let nth = 0; nth < 5; nth += 1) await neighbour();
  const player = (await create('made')).body['player_id'];
  for (let nth = 0; nth < 5; nth += 1) await neighbour();
  await call('updatePlayer', { player_id: player, name: 'Zoë Renamed the Second' });
  await call('exportPlayerData', { player_id: player });
  await erase(player);
  world.close();
  const bytes = readdirSync(join(file, '..')).map((name) =>
    readFileSync(join(file, '..', name)).toString('latin1'),
  );
  assert.ok(bytes.join('').includes(String(player)));
  assert.deepEqual(told(bytes.join('')), []);
});

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'tablestakes-privacy-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test('who comes back is somebody new, each time', async () => {
  const { create, erase } = await stage();
  const ids = new Set<unknown>();
  for (let turn = 0; turn < 4; turn += 1) {
    const { outcome, body } = await create();
    assert.equal(outcome, 'success');
    assert.equal(body['external_id'], ZOE.external_id);
    ids.add(body['player_id']);
    assert.equal((await erase(body['player_id'])).outcome, 'success');
  }
  assert.equal(ids.size, 4);
});

test('the access log knows who, why and when, and nobody rewrites it', async () => {
  const { create, call, accesses, clock, run } = await stage();
  const player = (await create()).body['player_id'];
  const asked = { as: 'studio', reason: 'Ticket 4711', requestId: 'the-request' };
  await call('getPlayer', { player_id: player }, asked);
  const [newest] = await accesses(player);
  assert.deepEqual(newest, {
    at: formatTime(clock.now()),
    ...{ client_id: 'studio', operation: 'getPlayer' },
    ...{ reason: 'Ticket 4711', request_id: 'the-request' },
  });
  assert.throws(() => run(`UPDATE access_log SET client = 'x'`), /append-only/);
  assert.throws(() => run('DELETE FROM access_log'), /append-only/);
});

test('the access log pages newest first and holds its place while entries arrive', async () => {
  const { player, call } = await stage();
  const id = await player();
  for (let turn = 0; turn < 7; turn += 1) {
    await call('getPlayer', { player_id: id }, { requestId: `read-${turn}` });
  }
  const seen: unknown[] = [];
  let cursor: unknown;
  for (let turn = 0; cursor !== null; turn += 1) {
    const page = { player_id: id, limit: 3, ...(turn > 0 && { cursor }) };
    const { body } = await call('listAccessLog', page, { requestId: `page-${turn}` });
    seen.push(...(body['items'] as Members[]).map((entry) => entry['request_id']));
    cursor = body['next_cursor'];
  }
  assert.deepEqual(
    seen,
    Array.from({ length: 7 }, (_, at) => `read-${6 - at}`),
  );
  for (const wrong of ['x', 'a', 'a-1', 's1']) {
    const told = await call('listAccessLog', { player_id: id, cursor: wrong });
    assert.equal(told.outcome, 'VALIDATION_ERROR', wrong);
  }
});

test('an export tells of one player, whatever client played for them', async () => {
  const { player, call } = await stage();
  const [id, other] = [await player({ name: 'Zoë Unmistakable' }), await player()];
  for (const [as, who] of [
    ['demo', id],
    ['studio', id],
    ['demo', other],
  ] as const) {
    const debit = { player_id: who, round_id: 'table', amount: '1', currency: 'EUR' };
    await call('debitRound', debit, { as, key: `${as} ${who}`.replace(' ', '-') });
  }
  const { body, text } = await call('exportPlayerData', { player_id: id });
  assert.equal((body['rounds'] as { items: unknown[] }).items.length, 2);
  assert.equal((body['transactions'] as { items: unknown[] }).items.length, 3);
  assert.deepEqual([text.includes(`"${id}"`), text.includes(`"${other}"`)], [true, false]);
  assert.equal(
    (await call('exportPlayerData', { player_id: 'nobody' })).outcome,
    'PLAYER_NOT_FOUND',
  );
});

test('an export is bounded, and says where it goes on', async () => {
  const { player, call, world } = await stage();
  const id = await player({ cash: '0' });
  await world.platform().asSandbox('test', (ctx) => {
    for (let nth = 0; nth <= 10_000; nth += 1) {
      const wallet = ctx.parts.ledger.walletOf(ctx, id);
      const entry = {
        type: 'adjustment',
        amount: 1,
        postings: { cash: 1, settlement: -1 },
      } as const;
      ctx.parts.ledger.post(ctx, wallet, entry, `t_${nth}`);
    }
  });
  const { body } = await call('exportPlayerData', { player_id: id });
  const page = body['transactions'] as { items: Members[]; next_cursor: string };
  assert.equal(page.items.length, 10_000);
  const rest = await call('listTransactions', { player_id: id, cursor: page.next_cursor });
  assert.deepEqual(
    (rest.body['items'] as Members[]).map((item) => item['txn_id']),
    ['t_0'],
  );
});
