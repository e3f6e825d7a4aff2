import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '../../kernel/errors.js';
import { DAY_MS, formatTime, HOUR_MS, parseTime } from '../../kernel/time.js';
import { derivedBytes } from '../../kernel/ids.js';
import { openStage } from '../../sandbox/stage.js';
import type { Members } from '../../sandbox/stage.js';
import type { Context } from '../context.js';
import type { Limit, Terms } from './model.js';
import { changed, passed, periodStart, RAISE_WAIT_MS, termsAt } from './model.js';
import { recounted } from './operations/headroom.js';

async function stage() {
  const on = await openStage();
  const usual = { player_id: await on.player({ cash: '1000' }) };
  let keys = 0;
  const play = (operation: 'debitRound' | 'creditRound' | 'rollbackRound', members: Members) => {
    const key = `key_${(keys += 1)}`;
    return on.call(operation, { ...usual, round_id: 'r1', idempotency_key: key, ...members });
  };
  const set = (kind: string, period: string, amount: string | null) =>
    on.call('setLimit', { ...usual, kind, period, amount });
  const debit = (amount: string, members: Members = {}) =>
    play('debitRound', { amount, currency: 'EUR', ...members });
  const listed = async () =>
    (await on.call('listLimits', usual)).body['items'] as readonly Members[];
  const inside = <T>(work: (ctx: Context) => T) =>
    on.world.platform().asSandbox('sandbox.players', work);
  return { ...on, player: usual.player_id, play, set, debit, listed, inside };
}

const at = (text: string): number => parseTime(text) ?? Number.NaN;
const terms = (amount: number | null, more: Partial<Terms> = {}): Terms => ({
  ...{ amount, effective_at: 0, pending_amount: null, pending_at: null },
  ...more,
});

test('what is new or lower holds at once, what is higher or none waits a day', () => {
  assert.deepEqual(changed(undefined, 50, 7), terms(50, { effective_at: 7 }));
  assert.deepEqual(changed(terms(50), 40, 7), terms(40, { effective_at: 7 }));
  const waiting = { pending_amount: 60, pending_at: 7 + RAISE_WAIT_MS };
  assert.deepEqual(changed(terms(50), 60, 7), terms(50, waiting));
  const removal = { pending_amount: null, pending_at: 7 + RAISE_WAIT_MS };
  assert.deepEqual(changed(terms(50), null, 7), terms(50, removal));
  assert.deepEqual(changed(terms(null), 60, 7), terms(60, { effective_at: 7 }));
});

test('a second raise waits from its own beginning; lowering and staying take the raise back', () => {
  const waiting = terms(50, { pending_amount: 60, pending_at: RAISE_WAIT_MS });
  const again = { pending_amount: 60, pending_at: 9 + RAISE_WAIT_MS };
  assert.deepEqual(changed(waiting, 60, 9), terms(50, again));
  assert.deepEqual(changed(waiting, 40, 9), terms(40, { effective_at: 9 }));
  assert.deepEqual(changed(waiting, 50, 9), terms(50));
});

test('a raise becomes the limit in the millisecond in which its wait is over', () => {
  const waiting = terms(50, { pending_amount: 60, pending_at: 100 });
  assert.equal(termsAt(waiting, 99), waiting);
  assert.deepEqual(termsAt(waiting, 100), terms(60, { effective_at: 100 }));
  assert.equal(termsAt(terms(50, { pending_at: 100 }), 100).amount, null);
});

test('days, ISO weeks and months begin at midnight in UTC, on Monday and on the first', () => {
  const starts = (text: string) =>
    (['day', 'week', 'month'] as const).map((period) =>
      formatTime(periodStart(period, at(text))).slice(0, 10),
    );
  assert.deepEqual(starts('2026-01-01T00:00:00.000Z'), ['2026-01-01', '2025-12-29', '2026-01-01']);
  assert.deepEqual(starts('2026-03-01T23:59:59.999Z'), ['2026-03-01', '2026-02-23', '2026-03-01']);
  assert.deepEqual(starts('2028-02-29T12:00:00.000Z'), ['2028-02-29', '2028-02-28', '2028-02-01']);
  assert.deepEqual(starts('1969-12-31T12:00:00.000Z'), ['1969-12-31', '1969-12-29', '1969-12-01']);
});

test('every instant lies in the period that began last, and Mondays begin weeks', () => {
  for (let day = 0; day < 3_000; day += 1) {
    const nowMs = day * DAY_MS + (day % 24) * HOUR_MS;
    for (const period of ['day', 'week', 'month'] as const) {
      const start = periodStart(period, nowMs);
      assert.ok(start <= nowMs && nowMs - start < 31 * DAY_MS);
      assert.equal(periodStart(period, start), start);
      assert.ok(periodStart(period, start - 1) < start);
    }
    const monday = periodStart('week', nowMs);
    assert.equal(Math.abs((monday / DAY_MS - 4) % 7), 0, formatTime(monday));
  }
});

test('of the limits an amount would pass the one with the least remaining is told', () => {
  const limit = (amount: number): Limit => ({
    ...{ ...terms(amount), amount, player: 'p', kind: 'stake', period: 'day' },
    ...{ counted_from: 0, used: 0 },
  });
  const [low, high] = [
    { limit: limit(50), used: 10 },
    { limit: limit(100), used: 70 },
  ];
  assert.equal(passed([low, high], 30), undefined);
  assert.equal(passed([low, high], 31), high);
  assert.equal(passed([low, high], 41), high);
  assert.equal(passed([{ limit: limit(10), used: 30 }, high], 31)?.limit.amount, 10);
});

test('a player without a limit leaves no row behind, whatever is played', async () => {
  const { debit, play, sql, world } = await stage();
  const { txn_id } = (await debit('10')).body;
  await play('creditRound', { txn_ref: txn_id, win_amount: '5' });
  assert.deepEqual(sql('SELECT * FROM limits'), []);
  assert.deepEqual(sql('SELECT * FROM counted_deposits'), []);
  world.close();
});

test('the count kept beside a limit is what the statement says, whatever was played', async () => {
  const { set, play, debit, inside, advance, player, world } = await stage();
  for (const kind of ['stake', 'loss']) {
    for (const period of ['day', 'week', 'month']) await set(kind, period, '900');
  }
  const open: { txn: unknown; round: string }[] = [];
  for (let turn = 0; turn < 120; turn += 1) {
    const chance = derivedBytes('limits', String(turn)).readUInt16BE(0);
    const round = `r${turn}`;
    const named = open.length > 3 ? open.splice(chance % open.length, 1)[0] : undefined;
    if (chance % 7 === 0) advance(9 * HOUR_MS);
    if (!named) {
      const { outcome, body } = await debit(String(1 + (chance % 30)), { round_id: round });
      if (outcome === 'success') open.push({ txn: body['txn_id'], round });
    } else {
      const back = { round_id: named.round, txn_ref: named.txn };
      const win = { ...back, win_amount: String(chance % 40) };
      await (chance % 2 ? play('rollbackRound', back) : play('creditRound', win));
    }
  }
  await inside((ctx) => {
    const { limits, ledger } = ctx.parts;
    const wallet = ledger.walletOf(ctx, player);
    const all = limits.inForce(ctx, player);
    assert.equal(all.length, 6);
    for (const limit of all) {
      const from = limits.periodStart(limit.period, ctx.clock.now());
      const told = limits.usedOf(ctx, limit, wallet);
      assert.equal(told, recounted(ctx, limit, wallet, from), `${limit.kind} ${limit.period}`);
    }
  });
  world.close();
});

test('a limit set late counts a statement of many pages', async () => {
  const { debit, set, world } = await stage();
  for (let turn = 0; turn < 520; turn += 1) await debit('0.10');
  assert.equal((await set('stake', 'day', '100')).body['used'], '52.00');
  world.close();
});

test('while the player is ahead of a loss limit nothing is used, and the winnings may be lost', async () => {
  const { set, debit, play, listed, world } = await stage();
  await set('loss', 'day', '10');
  const { txn_id } = (await debit('5')).body;
  await play('creditRound', { txn_ref: txn_id, win_amount: '25' });
  assert.deepEqual(
    [(await listed())[0]?.['used'], (await listed())[0]?.['remaining']],
    ['0.00', '30.00'],
  );
  assert.equal((await debit('30.01', { round_id: 'r2' })).outcome, 'LIMIT_EXCEEDED');
  assert.equal((await debit('30', { round_id: 'r2' })).outcome, 'success');
  world.close();
});

test('deposits count while they are pending, and a failed one gives back to its own day', async () => {
  const { set, inside, advance, clock, player, listed, world } = await stage();
  await set('deposit', 'day', '50');
  const deposit = (minor: number) =>
    inside((ctx) => ctx.parts.limits.refuseOverDeposit(ctx, player, minor));
  const askedAt = clock.now();
  await deposit(3_000);
  await assert.rejects(deposit(2_001), (failure) => {
    assert.ok(failure instanceof ApiError);
    assert.equal(failure.code, 'LIMIT_EXCEEDED');
    const money = { limit: '50.00', used: '30.00', remaining: '20.00' };
    assert.deepEqual(failure.details, { kind: 'deposit', period: 'day', ...money });
    return true;
  });
  await deposit(2_000);
  assert.equal((await listed())[0]?.['remaining'], '0.00');
  await inside((ctx) => ctx.parts.limits.giveBackDeposit(ctx, player, 3_000, askedAt));
  assert.equal((await listed())[0]?.['remaining'], '30.00');
  advance(DAY_MS);
  await inside((ctx) => ctx.parts.limits.giveBackDeposit(ctx, player, 2_000, askedAt));
  assert.equal((await listed())[0]?.['remaining'], '50.00');
  world.close();
});

test('a deposit limit set late counts what was deposited before it, and stakes do not', async () => {
  const { set, debit, inside, player, world } = await stage();
  await inside((ctx) => ctx.parts.limits.refuseOverDeposit(ctx, player, 4_000));
  await debit('20');
  assert.equal((await set('deposit', 'week', '100')).body['used'], '40.00');
  world.close();
});

test('every change of a limit and every exclusion is in the log', async () => {
  const { set, call, player, world } = await stage();
  await set('stake', 'day', '10');
  await set('stake', 'day', '20');
  await call('createExclusion', { player_id: player, kind: 'self_exclusion' });
  const { body } = await call('listAuditEntries', { player_id: player, limit: 4 });
  const entries = body['items'] as readonly { type: string; data: Members }[];
  const types = ['exclusion.created', 'player.status', 'limit.set', 'limit.set'];
  assert.deepEqual(
    entries.map(({ type }) => type),
    types,
  );
  assert.deepEqual([entries[2]?.data['limit'], entries[2]?.data['pending']], ['10.00', '20.00']);
  world.close();
});
