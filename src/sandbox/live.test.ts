import assert from 'node:assert/strict';
import { request } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { openLive } from '../client/index.js';
import type { LiveWish } from '../client/index.js';
import { MINUTE_MS } from '../kernel/time.js';
import { startSandbox } from './start.js';

async function stage(t: TestContext) {
  const sandbox = await startSandbox({ clock: 'virtual' });
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (isOpen) await sandbox.close();
    isOpen = false;
  };
  t.after(close);
  const { url, world } = sandbox;
  const { ground } = world.platform();
  const scopes = sandbox.clients[0]?.scopes ?? [];
  const token = await ground.parts.tokens.mint(ground, { clientId: 'demo', scopes });
  const ask = (method: string, path: string, headers = {}, body = ''): Promise<Heard> =>
    asked(url, method, path, { authorization: `Bearer ${token}`, ...headers }, body);
  const post = (path: string, body: object): Promise<Heard> =>
    ask('POST', path, { 'content-type': 'application/json' }, JSON.stringify(body));
  await post('/sandbox/players', { player_id: 'p1', currency: 'EUR', cash: '100.00' });
  let stakes = 0;
  const stake = () => {
    stakes += 1;
    const place = { player_id: 'p1', round_id: `r${stakes}`, idempotency_key: `k${stakes}` };
    return { ...place, amount: '1.00', currency: 'EUR' };
  };
  const open = (wish: Partial<LiveWish> = {}) => openLive({ baseUrl: url, token, ...wish });
  return { sandbox, world, token, ask, post, stake, open, close };
}

interface Heard {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

function asked(
  url: string,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, url), { method, headers, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => (text += part));
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const PLAYER = ['balance:p1', 'rounds:p1'];

test('a wish to upgrade to anything else is not heard, and the request is answered, body and all', async (t) => {
  const { ask, stake } = await stage(t);
  const offered = {
    connection: 'Upgrade, HTTP2-Settings',
    upgrade: 'h2c',
    'http2-settings': 'AAA',
  };
  const headers = { ...offered, 'content-type': 'application/json' };
  const body = JSON.stringify(stake());
  const debit = await ask('POST', '/v1/games/rounds/debit', headers, body);
  assert.equal(debit.status, 200, debit.text);
  const socket = { connection: 'Upgrade', upgrade: 'websocket' };
  assert.equal((await ask('GET', '/v1/games', socket)).status, 200);
});

test('a handshake that is none is refused as any request is', async (t) => {
  const { ask } = await stage(t);
  const bare = await ask('GET', '/v1/live');
  assert.deepEqual([bare.status, bare.headers['upgrade']], [400, 'websocket']);
  const broken = await ask('GET', '/v1/live', { connection: 'Upgrade', upgrade: 'websocket' });
  assert.equal(broken.status, 400);
  assert.match(broken.text, /VALIDATION_ERROR/);
  assert.match(String(broken.headers['x-request-id']), /^req_/);
});

test('closing tells both kinds of readers, and does not wait for those who do not listen', async (t) => {
  const { open, close, world } = await stage(t);
  const feeds = [await open(), await open({ transport: 'sse' })];
  const deaf = await open({ channels: PLAYER });
  deaf.pause();
  await close();
  for (const feed of feeds) assert.equal((await feed.ended())?.code, 1001);
  deaf.resume();
  assert.ok(await deaf.ended());
  assert.equal(world.platform().live.isHeard(), false);
});

test('a reader who is gone leaves nothing behind', async (t) => {
  const { open, world, ask } = await stage(t);
  const feeds = [
    await open({ channels: PLAYER }),
    await open({ transport: 'sse', channels: PLAYER }),
  ];
  await feeds[0]?.next({ type: 'subscribed' });
  assert.equal(world.platform().live.isHeard(), true);
  const gauges = async () => (await ask('GET', '/metrics')).text.match(/live_connections\{.*/g);
  assert.deepEqual(await gauges(), [
    'live_connections{transport="websocket"} 1',
    'live_connections{transport="sse"} 1',
  ]);
  for (const feed of feeds) feed.drop();
  while (world.platform().live.isHeard()) await new Promise((resolve) => setTimeout(resolve, 2));
  assert.deepEqual(await gauges(), [
    'live_connections{transport="websocket"} 0',
    'live_connections{transport="sse"} 0',
  ]);
});

test('a stream asked for with HEAD is not begun, and one that is not followed ends', async (t) => {
  const { ask } = await stage(t);
  const path = '/v1/live/sse?channels=balance:p1';
  assert.deepEqual((await ask('HEAD', path)).text, '');
  const told = await ask('GET', `${path}&follow=false`);
  assert.match(told.text, /"type":"snapshot"/);
  assert.match(told.text, /"type":"subscribed"[^\n]*\n\n$/);
});

test('a token in the address is not kept among the exchanges', async (t) => {
  const { ask, token } = await stage(t);
  await ask('GET', `/v1/live/sse?follow=false&access_token=${token}`);
  const { text } = await ask('GET', '/sandbox/exchanges?limit=5');
  assert.match(text, /access_token=\[redacted\]/);
  assert.ok(!text.includes(token));
});

test('lines end in the instant in which their token does, on the way of a clock', async (t) => {
  const { open, post } = await stage(t);
  const feed = await open({ channels: PLAYER });
  await post('/sandbox/clock', { advance_ms: MINUTE_MS });
  assert.equal(await feed.ended(20), undefined);
  await post('/sandbox/clock', { advance_ms: 15 * MINUTE_MS });
  assert.equal((await feed.ended())?.code, 4401);
});

test('the same story is told in the same words', async (t) => {
  const story = async (): Promise<unknown> => {
    const { open, post, stake, close } = await stage(t);
    const feed = await open({ channels: PLAYER });
    for (let each = 0; each < 3; each += 1) await post('/v1/games/rounds/debit', stake());
    await feed.next(({ data }) => data['cash'] === '97.00');
    await feed.next(({ data }) => data['round_id'] === 'r3');
    await close();
    return feed.messages;
  };
  assert.deepEqual(await story(), await story());
});

test('bytes that are no frames end their own line alone', async (t) => {
  const { sandbox, token, open } = await stage(t);
  const { port } = new URL(sandbox.url);
  const socket = connect(Number(port), '127.0.0.1');
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n';
  const ended = new Promise((resolve) => socket.once('close', resolve));
  socket.on('error', () => undefined);
  socket.write(
    `GET /v1/live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${key}` +
      `Authorization: Bearer ${token}\r\n\r\n`,
  );
  socket.once('data', () => socket.write('this is not a frame'));
  await ended;
  const feed = await open({ channels: PLAYER });
  assert.equal((await feed.next({ type: 'subscribed' }))?.channel, 'balance:p1');
});
