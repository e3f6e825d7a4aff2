import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { request } from 'undici';
import { HOUR_MS, VIRTUAL_EPOCH_MS } from '../../kernel/time.js';
import { startSandbox } from '../start.js';
import type { SandboxOptions } from '../start.js';

type Members = Readonly<Record<string, unknown>>;

interface Heard {
  readonly status: number;
  readonly body: Members;
}

async function stage(t: TestContext, options: SandboxOptions = { clock: 'virtual' }) {
  const sandbox = await startSandbox(options);
  t.after(() => sandbox.close());
  const send = async (
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Heard> => {
    const answer = await request(`${sandbox.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body }),
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, body: JSON.parse(text) as Members };
  };
  const get = (path: string) => send('GET', `/sandbox${path}`);
  const post = (path: string, body: Members = {}) =>
    send('POST', `/sandbox${path}`, JSON.stringify(body));
  const token = async (scopes: readonly string[] = ['rounds:write', 'wallets:read']) =>
    String((await post('/tokens', { client_id: 'demo', scopes })).body['access_token']);
  const debit = async (key: string, more: Members = {}) => {
    const stake = { player_id: 'p_demo_1', round_id: 'r', amount: '1', currency: 'EUR', ...more };
    const text = JSON.stringify({ ...stake, idempotency_key: key });
    return send('POST', '/v1/games/rounds/debit', text, {
      authorization: `Bearer ${await token()}`,
    });
  };
  return { sandbox, send, get, post, token, debit };
}

const detailsOf = ({ body }: Heard): Members => (body['details'] ?? {}) as Members;

test('the sandbox tells what it is, and what may be asked of it', async (t) => {
  const { get, sandbox } = await stage(t);
  const { body } = await get('');
  assert.deepEqual(
    [body['name'], body['seed'], body['clock'], body['mutant']],
    ['tablestakes-sandbox', '1', 'virtual', null],
  );
  assert.ok((body['capabilities'] as string[]).includes('clock'));
  assert.deepEqual(body['clients'], sandbox.clients);
  const real = await stage(t, { mutant: 'forgets-keys' });
  const told = (await real.get('')).body;
  assert.ok(!(told['capabilities'] as string[]).includes('clock'));
  assert.equal(told['mutant'], 'forgets-keys');
  assert.equal((await real.post('/clock', { advance_ms: 1 })).body['error'], 'STATE_CONFLICT');
});

/** [path, body, the field and the rule told]. */
const WRONG: readonly (readonly [string, string, string, string])[] = [
  ['/players', '{}', 'player_id', 'required'],
  ['/players', '{"player_id":"a b","currency":"EUR"}', 'player_id', 'pattern'],
  ['/players', '{"player_id":"a","currency":"EUR","cash":1}', 'cash', 'type'],
  ['/players', '{"player_id":"a","currency":"EUR","cash":"1.001"}', 'cash', 'decimals'],
  ['/players', '{"player_id":"a","currency":"constructor"}', 'currency', 'enum'],
  ['/players', '{"player_id":"a","currency":"EUR","vip":true}', 'vip', 'additionalProperties'],
  ['/players', '{"player_id":"a","currency":"EUR","status":"gone"}', 'status', 'enum'],
  [
    '/players',
    '{"player_id":"a","currency":"EUR","status_until":"soon"}',
    ...(['status_until', 'format'] as const),
  ],
  [
    '/players',
    '{"player_id":"a","currency":"EUR","cash":"90071992547409.91","bonus":"0.01"}',
    ...(['bonus', 'maximum'] as const),
  ],
  ['/clients', '{"client_id":"x"}', 'scopes', 'required'],
  ['/tokens', '{"client_id":"x","expires_in":"1"}', 'expires_in', 'type'],
  ['/restart', '{"crash":"yes"}', 'crash', 'type'],
  ['/restart', '{"hard":true}', 'hard', 'additionalProperties'],
  ['/reset', '{"seed":"2"}', 'seed', 'additionalProperties'],
  ['/snapshots', '{"name":""}', 'name', 'minLength'],
  ['/snapshots/none/restore', '{}', 'name', 'an existing snapshot'],
  ['/clock', '{}', 'set', 'format'],
  ['/clock', '{"set":"tomorrow"}', 'set', 'format'],
  ['/clock', '{"set":"2020-01-01T00:00:00Z"}', 'set', 'not in the past'],
  ['/clock', '{"advance_ms":-1}', 'advance_ms', 'minimum'],
  ['/faults', '{"operation":"*"}', 'kind', 'required'],
  ['/faults', '{"operation":"*","kind":"meteor"}', 'kind', 'enum'],
  ['/faults', '{"operation":"*","kind":"status","status":200}', 'status', 'minimum'],
  ['/faults', '{"operation":"*","kind":"latency","probability":2}', 'probability', 'maximum'],
  ['/audit/tamper', '{}', 'seq', 'required'],
];

test('a wish that cannot be is refused with the member and the rule, and changes nothing', async (t) => {
  const { send, get } = await stage(t);
  const before = (await get('/ledger')).body;
  for (const [path, body, field, rule] of WRONG) {
    const told = await send('POST', `/sandbox${path}`, body);
    assert.equal(told.status, 400, `${path} ${body}`);
    assert.equal(told.body['error'], 'VALIDATION_ERROR');
    assert.deepEqual([detailsOf(told)['field'], detailsOf(told)['rule']], [field, rule], body);
  }
  assert.deepEqual((await get('/ledger')).body, before);
});

test('a body that is not JSON is refused, and one of another media type is read as JSON', async (t) => {
  const { send } = await stage(t);
  for (const body of ['{', '[', 'crash=true', '"x"', '1', '{"a":1}}']) {
    const told = await send('POST', '/sandbox/restart', body);
    assert.deepEqual([told.status, told.body['error']], [400, 'MALFORMED_JSON'], body);
  }
  assert.equal((await send('POST', '/sandbox/restart', '[]')).status, 400);
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const told = await send('POST', '/sandbox/restart', '{"crash":1}', form);
  assert.equal(detailsOf(told)['field'], 'crash');
});

test('a path or method the control API does not know is told as by the platform', async (t) => {
  const { send } = await stage(t);
  for (const [method, path] of [
    ['GET', '/sandbox/none'],
    ['DELETE', '/sandbox/clock'],
  ] as const) {
    const told = await send(method, path);
    assert.deepEqual([told.status, told.body['error']], [404, 'ROUTE_NOT_FOUND']);
  }
});

test('players are made in any state, once', async (t) => {
  const { post, get } = await stage(t);
  const wish = { player_id: 'eva', currency: 'KWD', cash: '1.5', bonus: '0.125', held: '2' };
  const made = await post('/players', { ...wish, status: 'blocked' });
  assert.deepEqual(
    [made.status, made.body['player_id'], made.body['status']],
    [201, 'eva', 'blocked'],
  );
  const told = await Promise.all([post('/players', wish), post('/players', wish)]);
  for (const one of told)
    assert.deepEqual([one.status, one.body['error']], [409, 'ALREADY_EXISTS']);
  const { balanced, violations } = (await get('/ledger')).body;
  assert.deepEqual([balanced, violations], [true, []]);
});

test('tokens are minted with the claims wished, and judged by the platform', async (t) => {
  const { post, send } = await stage(t);
  const ask = async (wish: Members) => {
    const minted = await post('/tokens', { client_id: 'demo', scopes: ['games:read'], ...wish });
    const authorization = `Bearer ${String(minted.body['access_token'])}`;
    return (await send('GET', '/v1/games', undefined, { authorization })).body['error'] ?? 'fine';
  };
  assert.deepEqual(
    [
      await ask({}),
      await ask({ scopes: [] }),
      await ask({ expires_in: -1 }),
      await ask({ not_before_in: 60 }),
      await ask({ issuer: 'https://elsewhere.example' }),
      await ask({ audience: 'somebody' }),
      await ask({ client_id: 'ghost' }),
    ],
    ['fine', 'SCOPE_MISSING', 'TOKEN_EXPIRED', ...Array<string>(4).fill('TOKEN_INVALID')],
  );
  const client = await post('/clients', { client_id: 'newcomer', scopes: ['games:read'] });
  assert.equal(client.status, 201);
  assert.equal(await ask({ client_id: 'newcomer' }), 'fine');
});

test('time moves when told, by an instant or by a span', async (t) => {
  const { post, get } = await stage(t);
  assert.equal((await get('/clock')).body['now'], new Date(VIRTUAL_EPOCH_MS).toISOString());
  const moved = await post('/clock', { advance_ms: HOUR_MS });
  assert.deepEqual(moved.body, { now: '2026-01-01T01:00:00.000Z', ran: 0 });
  const set = await post('/clock', { set: '2026-03-01T00:00:00+01:00' });
  assert.equal(set.body['now'], '2026-02-28T23:00:00.000Z');
});

test('restart, crash, snapshot, restore and reset keep the promises of a world over HTTP', async (t) => {
  const { post, get, debit } = await stage(t);
  const hash = async () => (await get('/ledger')).body['hash'];
  const fresh = await hash();
  await debit('k');
  const one = await hash();
  await post('/snapshots', { name: 'one' });
  for (const crash of [true, false]) {
    assert.deepEqual((await post('/restart', { crash })).body, { restarted: true });
    assert.equal(await hash(), one);
  }
  await debit('k2');
  assert.deepEqual((await get('/snapshots')).body, { items: ['one'] });
  assert.deepEqual((await post('/snapshots/one/restore')).body, { restored: 'one' });
  assert.equal(await hash(), one);
  await post('/reset');
  assert.equal(await hash(), fresh);
  const { consumers } = (await get('/outbox')).body as { consumers: Record<string, unknown>[] };
  const { consumer, parked, pending } = consumers[0] ?? {};
  assert.deepEqual({ consumer, parked, pending }, { consumer: 'webhooks', parked: 0, pending: 0 });
});

test('faults strike over HTTP: before the platform, after its commit, and in its answer', async (t) => {
  const { post, send, debit, get } = await stage(t);
  const arm = async (more: Members) => post('/faults', { operation: 'debitRound', ...more });
  assert.equal((await arm({ kind: 'status', status: 503 })).status, 201);
  const busy = await debit('k1');
  assert.deepEqual([busy.status, busy.body['error']], [503, 'PARTNER_UNAVAILABLE']);
  const before = (await get('/ledger')).body['transactions'];
  await arm({ kind: 'reset_before' });
  await assert.rejects(debit('k1'));
  assert.equal((await get('/ledger')).body['transactions'], before);
  await arm({ kind: 'reset_after_commit' });
  await assert.rejects(debit('k1'));
  assert.equal((await get('/ledger')).body['transactions'], Number(before) + 1);
  await arm({ kind: 'malformed_body' });
  await assert.rejects(debit('k1'), SyntaxError);
  await arm({ kind: 'latency', latency_ms: 1 });
  assert.equal((await debit('k1')).status, 200);
  await arm({ kind: 'reset_before', match: { player_id: 'p_demo_2' }, times: 5 });
  assert.equal((await debit('k2')).status, 200);
  assert.equal(((await get('/faults')).body['items'] as unknown[]).length, 1);
  await send('DELETE', '/sandbox/faults');
  assert.deepEqual((await get('/faults')).body, { items: [] });
});

test('exchanges are shown without secrets, and the log cannot be tampered with', async (t) => {
  const { sandbox, send, get, debit, post } = await stage(t);
  const [client] = sandbox.clients;
  const secret = client?.client_secret ?? '';
  await send(
    'POST',
    '/oauth/token',
    `grant_type=client_credentials&client_id=demo&client_secret=${secret}`,
    { 'content-type': 'application/x-www-form-urlencoded' },
  );
  await debit('k');
  const { items } = (await get('/exchanges?limit=10')).body as { items: Members[] };
  assert.deepEqual(
    items.map(({ operation, status }) => [operation, status]),
    [
      ['debitRound', 200],
      ['issueToken', 200],
    ],
  );
  const shown = JSON.stringify(items);
  assert.ok(!shown.includes(secret) && !shown.includes('eyJ'), shown);
  const found = (await get('/exchanges?operation=issueToken')).body['items'] as unknown[];
  assert.equal(found.length, 1);
  const { tampered, refused_by: guard } = (await post('/audit/tamper', { seq: 1 })).body;
  assert.deepEqual([tampered, guard], [false, 'the audit log is append-only']);
});
