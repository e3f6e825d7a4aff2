import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DAY_MS, formatTime, VIRTUAL_EPOCH_MS } from '../../kernel/time.js';
import { openStage } from '../../sandbox/stage.js';
import type { Asked, Members } from '../../sandbox/stage.js';
import { ageAt } from './model.js';

const ADA = {
  ...{ external_id: 'ada-1', name: 'Ada', date_of_birth: '1990-02-03' },
  ...{ country: 'MT', currency: 'EUR', email: 'ada@mail.example' },
};

async function stage() {
  const on = await openStage();
  const create = (members: Members = {}, asked?: Asked) =>
    on.call('createPlayer', { ...ADA, ...members }, asked);
  const setStatus = (player: unknown, status: string, until?: string, asked?: Asked) =>
    on.call('setPlayerStatus', { player_id: player, status, until, reason: 'test' }, asked);
  const statusOf = async (player: unknown) => {
    const { status, status_until } = (await on.call('getPlayer', { player_id: player })).body;
    return [status, status_until];
  };
  const inDays = (days: number): string => formatTime(on.clock.now() + days * DAY_MS);
  return { ...on, create, setStatus, statusOf, inDays };
}

test('a player is created once, with an empty wallet', async () => {
  const { create, call } = await stage();
  const { outcome, body } = await create();
  assert.equal(outcome, 'success');
  assert.deepEqual(body, {
    ...ADA,
    ...{ player_id: body['player_id'], status: 'active', status_until: null, kyc_status: 'none' },
    created_at: formatTime(VIRTUAL_EPOCH_MS),
  });
  assert.deepEqual((await call('getPlayer', body)).body, body);
  const { cash, bonus, held, held_in_play } = (await call('getWallet', body)).body;
  assert.deepEqual([cash, bonus, held, held_in_play], ['0.00', '0.00', '0.00', '0.00']);
  const again = await create({ name: 'Somebody else' });
  assert.deepEqual(
    [again.outcome, again.details['player_id']],
    ['ALREADY_EXISTS', body['player_id']],
  );
});

test('creating and changing a player is refused by the first rule broken', async () => {
  const { create, call, setStatus, inDays } = await stage();
  await create({}, { key: 'used' });
  const player = String((await create({ external_id: 'bo-1' })).body['player_id']);
  const refused: readonly (readonly [
    string,
    Promise<{ outcome: string; details: Members }>,
    string?,
  ])[] = [
    ['VALIDATION_ERROR', create({ currency: 'XXX', date_of_birth: '2020-01-01' }), 'enum'],
    ['VALIDATION_ERROR', create({ date_of_birth: '1990-02-30' }, { key: 'used' }), 'format'],
    ['VALIDATION_ERROR', create({ name: undefined }), 'required'],
    ['IDEMPOTENCY_CONFLICT', create({ date_of_birth: '2020-01-01' }, { key: 'used' })],
    ['ALREADY_EXISTS', create({ date_of_birth: '2020-01-01' })],
    ['UNDER_AGE', create({ external_id: 'kid', date_of_birth: '2020-01-01' })],
    ['PLAYER_NOT_FOUND', call('getPlayer', { player_id: 'nobody' })],
    ['PLAYER_NOT_FOUND', call('updatePlayer', { player_id: 'nobody', name: 'x' })],
    ['VALIDATION_ERROR', call('updatePlayer', { player_id: player }), 'required'],
    ['VALIDATION_ERROR', setStatus('nobody', 'timed_out'), 'required'],
    ['VALIDATION_ERROR', setStatus('nobody', 'timed_out', inDays(0)), 'future'],
    ['VALIDATION_ERROR', setStatus('nobody', 'self_excluded', '2026-06-01'), 'format'],
    ['PLAYER_NOT_FOUND', setStatus('nobody', 'blocked')],
  ];
  for (const [code, asked, rule] of refused) {
    const told = await asked;
    assert.deepEqual([told.outcome, told.details['rule']], [code, rule], `${code} ${rule}`);
  }
});

test('a changed profile keeps what was not named, and an email can be taken out', async () => {
  const { create, call } = await stage();
  const { body } = await create();
  const update = (members: Members) =>
    call('updatePlayer', { player_id: body['player_id'], ...members });
  await update({ name: 'Ada L.', country: 'DE' });
  const { body: changed } = await update({ email: null });
  assert.deepEqual(changed, { ...body, name: 'Ada L.', country: 'DE', email: null });
});

test('of age is who had the eighteenth birthday, in UTC', async () => {
  const { create } = await stage();
  const born = [
    ['2008-01-01', 'success'],
    ['2008-01-02', 'UNDER_AGE'],
    ['2030-01-01', 'UNDER_AGE'],
  ] as const;
  for (const [date, outcome] of born) {
    const told = await create({ external_id: date, date_of_birth: date });
    assert.equal(told.outcome, outcome, date);
  }
  assert.equal(ageAt('2008-02-29', Date.UTC(2026, 1, 28, 23, 59)), 17);
  assert.equal(ageAt('2008-02-29', Date.UTC(2026, 2, 1)), 18);
});

test('age grows by one on each birthday and never else', () => {
  const day = fc.integer({ min: 0, max: 365 * 60 });
  fc.assert(
    fc.property(day, day, (bornDay, later) => {
      const born = formatTime(bornDay * DAY_MS).slice(0, 10);
      const nowMs = (bornDay + later) * DAY_MS;
      const [today, tomorrow] = [ageAt(born, nowMs), ageAt(born, nowMs + DAY_MS)];
      const birthday = formatTime(nowMs + DAY_MS).slice(5, 10) === born.slice(5);
      const leap = born.endsWith('02-29') && formatTime(nowMs + DAY_MS).slice(5, 10) === '03-01';
      assert.ok(tomorrow === today || (tomorrow === today + 1 && (birthday || leap)));
      assert.ok(!birthday || tomorrow === today + 1);
    }),
  );
});

test('a time-out ends by itself, and its repeat is answered as the first was', async () => {
  const { create, setStatus, statusOf, inDays, advance } = await stage();
  const player = (await create()).body['player_id'];
  const until = inDays(1);
  const first = await setStatus(player, 'timed_out', until, { key: 'k' });
  assert.deepEqual(await statusOf(player), ['timed_out', until]);
  advance(DAY_MS - 1);
  assert.deepEqual(await statusOf(player), ['timed_out', until]);
  advance(1);
  assert.deepEqual(await statusOf(player), ['active', null]);
  const again = await setStatus(player, 'timed_out', until, { key: 'k' });
  assert.deepEqual([again.outcome, again.text, again.replayed], ['success', first.text, true]);
});

/** [what is in force, what is asked for, what is answered]; days from now, none is for good. */
const LIFTS: readonly (readonly [
  string,
  number | undefined,
  string,
  number | undefined,
  string,
])[] = [
  ['timed_out', 10, 'active', undefined, 'STATE_CONFLICT'],
  ['timed_out', 10, 'blocked', undefined, 'STATE_CONFLICT'],
  ['timed_out', 10, 'timed_out', 9, 'STATE_CONFLICT'],
  ['timed_out', 10, 'timed_out', 10, 'success'],
  ['timed_out', 10, 'timed_out', 11, 'success'],
  ['timed_out', 10, 'self_excluded', 9, 'STATE_CONFLICT'],
  ['timed_out', 10, 'self_excluded', 11, 'success'],
  ['timed_out', 10, 'self_excluded', undefined, 'success'],
  ['self_excluded', 10, 'timed_out', 11, 'STATE_CONFLICT'],
  ['self_excluded', 10, 'self_excluded', undefined, 'success'],
  ['self_excluded', undefined, 'self_excluded', 11, 'STATE_CONFLICT'],
  ['self_excluded', undefined, 'active', undefined, 'STATE_CONFLICT'],
  ['blocked', undefined, 'active', undefined, 'success'],
  ['blocked', undefined, 'timed_out', 1, 'success'],
];

test('an exclusion can be made longer or stricter, and not lifted or shortened by any way', async () => {
  const { create, setStatus, statusOf, inDays, advance } = await stage();
  for (const [at, [status, days, next, nextDays, outcome]] of LIFTS.entries()) {
    const player = (await create({ external_id: `p-${at}` })).body['player_id'];
    const term = (wanted: number | undefined) =>
      wanted === undefined ? undefined : inDays(wanted);
    await setStatus(player, status, term(days));
    const told = await setStatus(player, next, term(nextDays));
    assert.equal(told.outcome, outcome, `${status} ${days} → ${next} ${nextDays}`);
    const [now] = await statusOf(player);
    assert.equal(now, outcome === 'success' ? next : status);
  }
  const player = (await create({ external_id: 'over' })).body['player_id'];
  await setStatus(player, 'self_excluded', inDays(1));
  advance(DAY_MS);
  assert.equal((await setStatus(player, 'active')).outcome, 'success');
});
