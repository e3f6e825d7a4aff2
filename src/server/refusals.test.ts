import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Heard, Sent } from './stage.js';
import { openStage } from './stage.js';

const DEBIT = '/v1/games/rounds/debit';
const TOKEN = '/oauth/token';
const JSON_BODY = '{"player_id":"p"}';

interface Row {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly status: number;
  readonly code: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

const json = { 'content-type': 'application/json' };

const bodies: readonly (readonly [body: string | Buffer, rule: string])[] = [
  ['', 'syntax'],
  [' ', 'syntax'],
  ['\n', 'syntax'],
  ['{', 'syntax'],
  ['}', 'syntax'],
  ['[', 'syntax'],
  ['{}{}', 'syntax'],
  ['{},', 'syntax'],
  ['{"a"}', 'syntax'],
  ['{"a":}', 'syntax'],
  ['{"a":1,}', 'syntax'],
  ['{,}', 'syntax'],
  ['{"a":1 "b":2}', 'syntax'],
  ["{'a':1}", 'syntax'],
  ['{a:1}', 'syntax'],
  ['{"a":undefined}', 'syntax'],
  ['{"a":NaN}', 'syntax'],
  ['{"a":Infinity}', 'syntax'],
  ['{"a":+1}', 'syntax'],
  ['{"a":.5}', 'syntax'],
  ['{"a":1.}', 'syntax'],
  ['{"a":0x10}', 'syntax'],
  ['{"a":1e}', 'syntax'],
  ['{"a":"b}', 'syntax'],
  ['{"a":"\t"}', 'syntax'],
  ['{"a":"\\u12"}', 'syntax'],
  ['{"a":"\\q"}', 'syntax'],
  ['{"a":tru}', 'syntax'],
  ['// {"a":1}', 'syntax'],
  ['{"a":1}/**/', 'syntax'],
  ['\ufeff{}', 'syntax'],
  ['<debit/>', 'syntax'],
  ['player_id=p', 'syntax'],
  [Buffer.from([0x7b, 0x7d, 0x00]), 'syntax'],
  [Buffer.from([0xff, 0xfe, 0x7b, 0x00]), 'encoding'],
  [Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d]), 'encoding'],
  [Buffer.from([0x1f, 0x8b, 0x08]), 'encoding'],
  ['{"a":1,"a":1}', 'duplicate_member'],
  ['{"amount":"1","\\u0061mount":"2"}', 'duplicate_member'],
  ['{"meta":{"x":1,"x":1}}', 'duplicate_member'],
  ['[[{"x":1,"x":1}]]', 'duplicate_member'],
  [`${'['.repeat(33)}${']'.repeat(33)}`, 'depth'],
  [`${'{"a":'.repeat(33)}1${'}'.repeat(33)}`, 'depth'],
  ['['.repeat(60_000), 'depth'],
];

const types: readonly Readonly<Record<string, string>>[] = [
  {},
  { 'content-type': '' },
  { 'content-type': 'text/plain' },
  { 'content-type': 'application/jsonp' },
  { 'content-type': 'application/json; charset=latin1' },
  { 'content-type': 'application/json; charset=utf-16' },
  { 'content-type': 'application/json; boundary=x' },
  { 'content-type': 'application/json, text/plain' },
  { 'content-type': 'application/x-www-form-urlencoded' },
  { 'content-type': 'multipart/form-data; boundary=x' },
  { 'content-type': 'application/merge-patch+json' },
  { ...json, 'content-encoding': 'gzip' },
  { ...json, 'content-encoding': 'br' },
];

const unknownPaths: readonly string[] = [
  '/',
  '/v1',
  '/v2/games/rounds/debit',
  '/v1/games/rounds/debit/',
  '/V1/games/rounds/debit',
  '/v1//games/rounds/debit',
  '/v1/players//wallet',
  '/v1/players/a/b/c',
  '/v1/players/%',
  '/v1/players/%zz/wallet',
  '/v1/players/%c3%28/wallet',
  '/v1/players/%ff',
  '/.env',
  '/server-status',
  '/__proto__',
  '/constructor',
];

const methods: readonly (readonly [method: string, path: string, allow: string])[] = [
  ['GET', DEBIT, 'POST, OPTIONS'],
  ['HEAD', DEBIT, 'POST, OPTIONS'],
  ['PUT', DEBIT, 'POST, OPTIONS'],
  ['DELETE', DEBIT, 'POST, OPTIONS'],
  ['PATCH', DEBIT, 'POST, OPTIONS'],
  ['TRACE', DEBIT, 'POST, OPTIONS'],
  ['PROPFIND', DEBIT, 'POST, OPTIONS'],
  ['GET', '/v1/games/sessions', 'POST, OPTIONS'],
  ['POST', '/v1/games', 'GET, HEAD, OPTIONS'],
  ['PUT', '/v1/players/p', 'GET, HEAD, PATCH, OPTIONS'],
  ['DELETE', '/v1/players/p', 'GET, HEAD, PATCH, OPTIONS'],
  ['POST', '/openapi.json', 'GET, HEAD, OPTIONS'],
  ['DELETE', '/metrics', 'GET, HEAD, OPTIONS'],
];

const queries: readonly (readonly [query: string, field: string])[] = [
  ['limit=1&limit=1', 'limit'],
  ['limit=1&limit=2', 'limit'],
  ['cursor=a&limit=1&cursor=b', 'cursor'],
  ['%6cimit=1&limit=2', 'limit'],
];

const large = 'x'.repeat(64 * 1024 + 1);

const rows: readonly Row[] = [
  ...bodies.map(([body, rule]) => ({
    headers: json,
    body,
    status: 400,
    code: 'MALFORMED_JSON',
    details: { rule },
  })),
  ...types.map((headers) => ({
    headers,
    body: JSON_BODY,
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
  })),
  { path: TOKEN, headers: json, body: '{}', status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' },
  { headers: json, body: large, status: 413, code: 'PAYLOAD_TOO_LARGE' },
  { method: 'GET', path: '/v1/games', body: large, status: 413, code: 'PAYLOAD_TOO_LARGE' },
  { body: large, status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' },
  ...unknownPaths.flatMap((path) =>
    ['GET', 'POST'].map((method) => ({ method, path, status: 404, code: 'ROUTE_NOT_FOUND' })),
  ),
  ...methods.map(([method, path]) => ({ method, path, status: 405, code: 'METHOD_NOT_ALLOWED' })),
];

function assertClean(row: Row, heard: Heard): void {
  const label = `${row.method ?? 'POST'} ${row.path ?? DEBIT} ${String(row.body).slice(0, 40)}`;
  assert.equal(heard.status, row.status, `${label}: ${heard.text}`);
  assert.equal(heard.headers['content-type'], 'application/json; charset=utf-8', label);
  assert.equal(heard.headers['cache-control'], 'no-store', label);
  assert.equal(heard.headers['x-content-type-options'], 'nosniff', label);
  const [, traceId] = String(heard.headers['traceparent']).split('-');
  assert.match(String(heard.headers['x-request-id']), /^req-\d+$/, label);
  if (row.method === 'HEAD') return;
  const { error, trace_id, details } = heard.json;
  assert.deepEqual([error, trace_id], [row.code, traceId], label);
  const told = details as Readonly<Record<string, unknown>>;
  for (const [name, value] of Object.entries(row.details ?? {})) {
    assert.equal(told[name], value, label);
  }
}

test('a hundred malformed requests get a clean refusal and reach no operation', async (t) => {
  const stage = await openStage(t);
  assert.ok(rows.length >= 100);
  for (const row of rows) {
    const sent: Sent = {
      headers: row.headers ?? {},
      ...(row.body !== undefined && { body: row.body }),
    };
    assertClean(row, await stage.ask(row.method ?? 'POST', row.path ?? DEBIT, sent));
  }
  assert.deepEqual(stage.calls, []);
  assert.equal((await stage.ask('POST', DEBIT, { json: {} })).status, 200);
});

test('a repeated query parameter is named to the platform, which first asks who calls', async (t) => {
  const stage = await openStage(t);
  for (const [query, field] of queries) {
    await stage.ask('GET', `/v1/games?${query}`);
    assert.equal(stage.calls.at(-1)?.repeatedParameter, field, query);
  }
  await stage.ask('GET', '/v1/games?limit=1');
  assert.equal(stage.calls.at(-1)?.repeatedParameter, undefined);
});

test('405 names what the path takes, OPTIONS is told the same, HEAD is answered like GET', async (t) => {
  const stage = await openStage(t);
  for (const [method, path, allow] of methods) {
    assert.equal((await stage.ask(method, path)).headers['allow'], allow, `${method} ${path}`);
    const told = await stage.ask('OPTIONS', path);
    assert.deepEqual([told.status, told.headers['allow'], told.text], [204, allow, '']);
  }
  const head = await stage.ask('HEAD', '/v1/players/p');
  assert.deepEqual([head.status, head.text], [200, '']);
});
