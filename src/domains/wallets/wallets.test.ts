import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openStage } from '../../sandbox/stage.js';
import type { Members } from '../../sandbox/stage.js';

interface Page {
  readonly items: readonly Members[];
  readonly next_cursor: string | null;
}

async function stage() {
  const on = await openStage();
  const player = await on.player({ bonus: '2.50', held: '1' });
  let turns = 0;
  const debit = () => {
    const round = `r${(turns += 1)}`;
    const members = { player_id: player, round_id: round, amount: '1', currency: 'EUR' };
    return on.call('debitRound', members, { key: round });
  };
  const page = async (members: Members) =>
    (await on.call('listTransactions', { player_id: player, ...members })).body as unknown as Page;
  return { ...on, player, debit, page };
}

test('a wallet shows cash, bonus, held money and money in play apart, in its currency', async () => {
  const { call, debit, player } = await stage();
  await debit();
  assert.deepEqual((await call('getWallet', { player_id: player })).body, {
    ...{ player_id: player, currency: 'EUR', cash: '100.00', bonus: '1.50' },
    ...{ held: '1.00', held_in_play: '1.00' },
  });
  const yen = (await call('getWallet', { player_id: 'p_jpy' })).body;
  const coin = (await call('getWallet', { player_id: 'p_btc' })).body;
  assert.deepEqual([yen['cash'], coin['cash']], ['100000', '1.00000000']);
});

test('the history shows each transaction with the balance before and after, newest first', async () => {
  const { debit, page } = await stage();
  await debit();
  const { items } = await page({});
  assert.deepEqual(
    items.map(({ type, amount, balance_before, balance_after }) => [
      ...[type, amount, balance_before, balance_after],
    ]),
    [
      ['debit', '1.00', '102.50', '101.50'],
      ['adjustment', '1.00', '102.50', '102.50'],
      ['adjustment', '2.50', '100.00', '102.50'],
      ['adjustment', '100.00', '0.00', '100.00'],
    ],
  );
  assert.deepEqual([items[0]?.['round_id'], items[0]?.['reference']], ['r1', null]);
});

test('pages of any size show every transaction once while new ones arrive', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 7 }), fc.nat(8), async (limit, played) => {
      const { debit, page, world } = await stage();
      for (let turn = 0; turn < played; turn += 1) await debit();
      const all = (await page({ limit: 100 })).items;
      const seen: Members[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const found: Page = await page({ limit, ...(cursor !== '' && { cursor }) });
        assert.ok(found.items.length > 0 && found.items.length <= limit);
        seen.push(...found.items);
        cursor = found.next_cursor;
        await debit();
      }
      assert.deepEqual(seen, all);
      world.close();
    }),
    { numRuns: 15 },
  );
});

test('a player without a transaction has an empty history', async () => {
  const { call, player } = await stage();
  const empty = await openStage();
  const poor = await empty.player({ cash: '0' });
  const told = await empty.call('listTransactions', { player_id: poor });
  assert.deepEqual(told.body, { items: [], next_cursor: null });
  for (const operation of ['getWallet', 'listTransactions'] as const) {
    assert.equal((await call(operation, { player_id: 'nobody' })).outcome, 'PLAYER_NOT_FOUND');
  }
  assert.equal((await call('getWallet', { player_id: player })).outcome, 'success');
});

test('a cursor that is not of this history is refused', async () => {
  const { call, page, player, debit } = await stage();
  await debit();
  const foreign = await call('listTransactions', { player_id: 'p_demo_2', limit: 1 });
  const others = String(foreign.body['next_cursor']);
  const { next_cursor: own } = await page({ limit: 1 });
  for (const cursor of ['x', 's', 's0', 's999999', `${own}x`, others]) {
    const told = await call('listTransactions', { player_id: player, cursor });
    assert.deepEqual([told.outcome, told.details['field']], ['VALIDATION_ERROR', 'cursor'], cursor);
  }
  for (const limit of [0, 101, 'x', 1.5]) {
    const told = await call('listTransactions', { player_id: player, limit });
    assert.deepEqual([told.outcome, told.details['field']], ['VALIDATION_ERROR', 'limit']);
  }
});
