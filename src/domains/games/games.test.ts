import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOUR_MS, formatTime } from '../../kernel/time.js';
import { openStage } from '../../sandbox/stage.js';
import type { Asked, Members } from '../../sandbox/stage.js';
import { LAUNCH_TERM_MS, SESSION_TERM_MS } from './model.js';

async function stage() {
  const on = await openStage();
  const player = await on.player();
  const launch = (members: Members = {}, asked?: Asked) =>
    on.call('launchSession', { player_id: player, game_id: 'moonshot', ...members }, asked);
  const redeem = (token: unknown, asked?: Asked) =>
    on.call('redeemLaunch', { launch_token: token }, asked);
  return { ...on, player, launch, redeem };
}

test('the catalogue pages by id and shows each game once', async () => {
  const { call } = await stage();
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const told = await call('listGames', { limit: 3, ...(cursor !== '' && { cursor }) });
    const page = told.body as { items: { game_id: string }[]; next_cursor: string | null };
    seen.push(...page.items.map(({ game_id }) => game_id));
    cursor = page.next_cursor;
  }
  assert.deepEqual(seen, [
    'book_of_stakes',
    'crown_jewels',
    'european_roulette',
    'moonshot',
    'retired_reels',
  ]);
  const { body } = await call('getGame', { game_id: 'moonshot' });
  assert.deepEqual(
    [body['kind'], body['status'], body['declared_rtp']],
    ['crash', 'enabled', '0.9700'],
  );
});

test('a game can be disabled and enabled again, which the log tells with its reason', async () => {
  const { call, launch } = await stage();
  const set = (status: string) =>
    call('setGameStatus', { game_id: 'moonshot', status, reason: 'maintenance' });
  assert.equal((await set('disabled')).body['status'], 'disabled');
  assert.equal((await launch()).outcome, 'GAME_DISABLED');
  await set('enabled');
  assert.equal((await launch()).outcome, 'success');
  const { items } = (await call('listAuditEntries')).body as { items: Members[] };
  const changes = items.filter(({ type }) => type === 'game.status').map(({ data }) => data);
  const base = { game_id: 'moonshot', reason: 'maintenance' };
  assert.deepEqual(changes, [
    { ...base, from: 'disabled', to: 'enabled' },
    { ...base, from: 'enabled', to: 'disabled' },
  ]);
});

test('a launch is refused by the first rule broken', async () => {
  const { launch, player, call } = await stage();
  await launch({}, { key: 'used' });
  const usd = { currency: 'USD' };
  const off = { game_id: 'retired_reels', ...usd };
  await call('setPlayerStatus', { player_id: player, status: 'blocked', reason: 'test' });
  const refused: readonly (readonly [string, Members, Asked?])[] = [
    ['VALIDATION_ERROR', { player_id: 'nobody', currency: 'XXX' }, { key: 'used' }],
    ['IDEMPOTENCY_CONFLICT', { player_id: 'nobody', ...off }, { key: 'used' }],
    ['PLAYER_NOT_FOUND', { player_id: 'nobody', game_id: 'nothing' }],
    ['GAME_NOT_FOUND', { game_id: 'nothing' }],
    ['PLAYER_BLOCKED', off],
    ['PLAYER_SELF_EXCLUDED', { player_id: 'p_self_excluded', ...off }],
    ['GAME_DISABLED', { player_id: 'p_demo_1', ...off }],
    ['CURRENCY_MISMATCH', { player_id: 'p_demo_1', ...usd }],
    ['success', { player_id: 'p_demo_2', ...usd }],
  ];
  for (const [code, members, asked] of refused) {
    assert.equal((await launch(members, asked)).outcome, code);
  }
});

test('a launch token opens its session once, for its client, for a minute', async () => {
  const { launch, redeem, advance, call, clock } = await stage();
  const launched = await launch();
  const { session_id, launch_token, launch_url } = launched.body;
  assert.ok(String(launch_url).endsWith(`#${String(launch_token)}`));
  assert.equal(launched.body['launch_expires_at'], formatTime(clock.now() + LAUNCH_TERM_MS));
  assert.equal((await call('getSession', { session_id })).body['status'], 'launched');
  assert.equal((await redeem(launch_token, { as: 'studio' })).outcome, 'LAUNCH_TOKEN_INVALID');
  advance(LAUNCH_TERM_MS - 1);
  const opened = await redeem(launch_token);
  assert.deepEqual([opened.body['session_id'], opened.body['status']], [session_id, 'active']);
  assert.equal((await redeem(launch_token)).outcome, 'LAUNCH_TOKEN_INVALID');
  assert.equal((await redeem('lt_none')).outcome, 'LAUNCH_TOKEN_INVALID');

  const late = await launch();
  advance(LAUNCH_TERM_MS);
  assert.equal((await redeem(late.body['launch_token'])).outcome, 'LAUNCH_TOKEN_INVALID');
});

test('the launch token is in neither the sessions nor the log', async () => {
  const { launch, sql, call } = await stage();
  const token = String((await launch()).body['launch_token']);
  assert.ok(!JSON.stringify(sql('SELECT * FROM sessions')).includes(token));
  assert.ok(!(await call('exportAudit')).text.includes(token));
});

test('every launch has ids of its own, by its key whatever raced with it', async () => {
  const idsOf = async (keys: readonly string[]): Promise<readonly unknown[]> => {
    const { launch } = await stage();
    const told = await Promise.all(keys.map((key) => launch({}, { key })));
    return told.map(({ body }) => body['session_id']);
  };
  const [one, other] = [await idsOf(['a', 'b', 'c']), await idsOf(['c', 'a', 'b'])];
  assert.equal(new Set(one).size, 3);
  assert.deepEqual([...one].sort(), [...other].sort());
  const { launch } = await stage();
  const keyless = await Promise.all([launch(), launch(), launch()]);
  assert.equal(new Set(keyless.map(({ body }) => body['session_id'])).size, 3);
});

test('a session ends when it is closed or its term is over, and only its client sees it', async () => {
  const { launch, call, advance } = await stage();
  const { session_id } = (await launch()).body;
  const statusOf = async () => (await call('getSession', { session_id })).body['status'];
  for (const operation of ['getSession', 'closeSession'] as const) {
    assert.equal((await call(operation, { session_id }, { as: 'studio' })).outcome, 'NOT_YOURS');
    assert.equal((await call(operation, { session_id: 'none' })).outcome, 'SESSION_NOT_FOUND');
  }
  advance(SESSION_TERM_MS - 1);
  assert.equal(await statusOf(), 'launched');
  advance(1);
  assert.equal(await statusOf(), 'expired');
  for (let turn = 0; turn < 2; turn += 1) {
    assert.equal((await call('closeSession', { session_id })).body['status'], 'closed');
  }
  advance(HOUR_MS);
  assert.equal(await statusOf(), 'closed');
});
