import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { test } from 'node:test';
import type { ServedExchange } from './platform.js';
import { openStage } from './stage.js';

const DEBIT = '/v1/games/rounds/debit';
const HEAD = `POST ${DEBIT} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`;
const debitBytes = (body: string): string => `${HEAD}Content-Length: ${body.length}\r\n\r\n${body}`;
const statusesIn = (bytes: string): string[] => bytes.match(/HTTP\/1\.1 \d{3}/g) ?? [];

test('an operation gets its path, query and body; the answer carries the trace', async (t) => {
  const stage = await openStage(t);
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const headers = {
    'X-Request-ID': 'mine-1',
    traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
    Authorization: 'Bearer t',
    'Idempotency-Key': 'k1',
  };
  const path = '/v1/players/a%2Fb%20c/status?x=1&y=%2B';
  const heard = await stage.ask('POST', path, { headers, json: { status: 'active' } });

  assert.equal(heard.status, 200);
  assert.equal(heard.headers['x-request-id'], 'mine-1');
  assert.match(String(heard.headers['traceparent']), new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
  assert.deepEqual(heard.json, {
    operation: 'setPlayerStatus',
    path: { player_id: 'a/b c' },
    query: { x: '1', y: '+' },
    body: { status: 'active' },
  });
  const [call] = stage.calls;
  assert.deepEqual(
    [call?.requestId, call?.traceId, call?.authorization, call?.idempotencyKey],
    ['mine-1', traceId, 'Bearer t', 'k1'],
  );
});

test('a path without parameters wins over one with; its query does not hide it', async (t) => {
  const stage = await openStage(t);
  await stage.ask('POST', `${DEBIT}?x=1`, { json: {} });
  await stage.ask('POST', '/v1/games/sessions/redeem', { json: {} });
  await stage.ask('GET', '/v1/games?limit=3');
  await stage.ask('GET', '/v1/games/g1');
  const names = stage.calls.map((call) => call.operation.id);
  assert.deepEqual(names, ['debitRound', 'redeemLaunch', 'listGames', 'getGame']);
});

test('outcomes become the catalogue’s statuses, with challenges and replay marks', async (t) => {
  const stage = await openStage(t);
  const say = (outcome: string) => stage.ask('POST', DEBIT, { json: { say: outcome } });
  const statuses: readonly (readonly [string, number])[] = [
    ['TOKEN_MISSING', 401],
    ['TOKEN_EXPIRED', 401],
    ['SCOPE_MISSING', 403],
    ['VALIDATION_ERROR', 400],
    ['IDEMPOTENCY_CONFLICT', 409],
    ['PLAYER_NOT_FOUND', 404],
    ['INSUFFICIENT_FUNDS', 422],
    ['INTERNAL_ERROR', 500],
    ['PARTNER_UNAVAILABLE', 503],
  ];
  for (const [code, status] of statuses) {
    const heard = await say(code);
    assert.deepEqual([heard.status, heard.json['error']], [status, code]);
  }
  const challenge = (heard: Awaited<ReturnType<typeof say>>) => heard.headers['www-authenticate'];
  assert.equal(challenge(await say('TOKEN_MISSING')), 'Bearer realm="tablestakes"');
  assert.match(challenge(await say('TOKEN_INVALID')) ?? '', /error="invalid_token"/);
  assert.match(
    challenge(await say('SCOPE_MISSING')) ?? '',
    /insufficient_scope", scope="rounds:write"/,
  );
  assert.equal((await say('PARTNER_UNAVAILABLE')).headers['retry-after'], '1');
  const replayed = await stage.ask('POST', DEBIT, { json: { replayed: true } });
  assert.equal(replayed.headers['idempotent-replayed'], 'true');
});

test('a defect tells its trace and nothing else', async (t) => {
  const stage = await openStage(t);
  const heard = await stage.ask('POST', DEBIT, { json: { fail: true } });
  assert.deepEqual([heard.status, heard.json['error']], [500, 'INTERNAL_ERROR']);
  assert.doesNotMatch(heard.text, /SELECT|home|Error:|\.ts|\.js/);
});

test('pipelined requests are answered in order on one connection', async (t) => {
  const stage = await openStage(t);
  const slow = debitBytes('{"wait_ms":40,"n":"first"}');
  const fast = debitBytes('{"n":"second"}');
  const heard = await stage.sendBytes(
    `${slow}${fast}GET /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
  );
  assert.deepEqual(statusesIn(heard), ['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 404']);
  assert.ok(heard.indexOf('first') < heard.indexOf('second'));
});

const badBytes: readonly (readonly [bytes: string, status: number])[] = [
  ['nonsense\r\n\r\n', 400],
  ['GET\r\n\r\n', 400],
  ['GET / HTTP/9.9\r\n\r\n', 400],
  ['GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
  ['GET / HTTP/1.1\r\nHost: x\r\nBad Header: x\r\n\r\n', 400],
  ['GET / HTTP/1.1\r\nHost: x\r\nA: \u0001\r\n\r\n', 400],
  [`${HEAD}Content-Length: abc\r\n\r\n{}`, 400],
  [`${HEAD}Content-Length: -1\r\n\r\n{}`, 400],
  [`${HEAD}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`, 400],
  [`${HEAD}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`, 400],
  [`${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}`, 400],
  [`${HEAD}X: ${'x'.repeat(17_000)}\r\n\r\n`, 413],
  [`GET /${'x'.repeat(17_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 413],
];

test('bytes that are not HTTP get a clean refusal, and the server goes on', async (t) => {
  const stage = await openStage(t);
  for (const [bytes, status] of badBytes) {
    const heard = await stage.sendBytes(bytes);
    assert.deepEqual(statusesIn(heard), [`HTTP/1.1 ${status}`], bytes.slice(0, 60));
    assert.match(heard, /application\/json[^]*"trace_id"/i, bytes.slice(0, 60));
  }
  const good = debitBytes('{"wait_ms":30}');
  assert.deepEqual(statusesIn(await stage.sendBytes(`${good}nonsense\r\n\r\n`)), [
    'HTTP/1.1 200',
    'HTTP/1.1 400',
  ]);
  assert.equal((await stage.ask('POST', DEBIT, { json: {} })).status, 200);
});

test('a body without end is refused at the limit and heard, also when it comes in chunks', async (t) => {
  const stage = await openStage(t, { bodyLimit: 1_000 });
  const chunk = `400\r\n${'x'.repeat(1_024)}\r\n`;
  const heard = await stage.sendBytes(
    `${HEAD}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(50)}0\r\n\r\n`,
  );
  assert.match(heard, /^HTTP\/1\.1 413[^]*Connection: close[^]*PAYLOAD_TOO_LARGE/);
  const early = await stage.sendBytes(`${HEAD}Content-Length: 1001\r\n\r\n`);
  assert.match(early, /^HTTP\/1\.1 413/);
  assert.deepEqual(stage.calls, []);
});

test('a caller that hangs up amid its body or before its answer harms nobody', async (t) => {
  const stage = await openStage(t);
  for (const bytes of [`${HEAD}Content-Length: 100\r\n\r\n{"a":`, debitBytes('{"wait_ms":20}')]) {
    const socket = connect(stage.port, '127.0.0.1');
    await new Promise((resolve) => socket.write(bytes, resolve));
    socket.resetAndDestroy();
  }
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.equal((await stage.ask('POST', DEBIT, { json: {} })).status, 200);
  assert.match((await stage.ask('GET', '/metrics')).text, /in_flight 1\n/);
});

test('closing answers what was accepted, cuts whoever lingers and is quick', async (t) => {
  const stage = await openStage(t);
  const lingering = connect(stage.port, '127.0.0.1');
  lingering.write('POST /v1/ga');
  lingering.on('error', () => undefined);
  const accepted = stage.ask('POST', DEBIT, { json: { wait_ms: 80 } });
  while (stage.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));

  const startedMs = performance.now();
  await stage.close();
  assert.ok(performance.now() - startedMs < 1_000);
  const heard = await accepted;
  assert.deepEqual([heard.status, heard.headers['connection']], [200, 'close']);
  await assert.rejects(stage.ask('GET', '/healthz'), /ECONNREFUSED/);
});

test('hooks may answer instead, cut the line, spoil the body, lie and look on', async (t) => {
  const seen: ServedExchange[] = [];
  const stage = await openStage(t, {
    hooks: {
      before: (_operation, { body }) => {
        const told = (body as { before?: 'reset' | { status: number } }).before;
        return Promise.resolve(told ?? 'go');
      },
      after: (_operation, { body }) =>
        (body as { after?: 'reset' | { text: string } }).after ?? 'go',
      observe: (exchange) => void seen.push(exchange),
      statusOf: (outcome, normal) => (outcome === 'ROUND_CLOSED' ? 200 : normal),
    },
  });
  const ask = (body: object) => stage.ask('POST', DEBIT, { json: body });
  const instead = await ask({ before: { status: 503 } });
  assert.deepEqual([instead.status, instead.json['error']], [503, 'PARTNER_UNAVAILABLE']);
  await assert.rejects(ask({ before: 'reset' }), /ECONNRESET|hang up/);
  assert.equal(stage.calls.length, 0);
  await assert.rejects(ask({ after: 'reset' }), /ECONNRESET|hang up/);
  assert.equal(stage.calls.length, 1);
  assert.equal((await ask({ after: { text: '{"txn' } })).text, '{"txn');
  assert.equal((await ask({ say: 'ROUND_CLOSED' })).status, 200);
  assert.deepEqual(
    seen.map((exchange) => exchange.status),
    [503, 200, 200],
  );
  assert.equal(seen[1]?.requestBody, '{"after":{"text":"{\\"txn"}}');
  assert.match(seen[1]?.responseHeaders['X-Request-ID'] ?? '', /^req-/);
});

test('the contract is served with an ETag, health says what it must', async (t) => {
  const stage = await openStage(t);
  const contract = await stage.ask('GET', '/openapi.json');
  assert.equal(contract.json['openapi'], '3.1.0');
  const headers = { 'If-None-Match': contract.headers.etag ?? '' };
  const again = await stage.ask('GET', '/openapi.json', { headers });
  assert.deepEqual([again.status, again.text], [304, '']);
  assert.equal((await stage.ask('GET', '/healthz')).status, 200);
  assert.equal((await stage.ask('GET', '/readyz')).text, '{"status":"ready"}');
});

test('the documentation is one page of our own origin, with the files it asks for', async (t) => {
  const stage = await openStage(t);
  const page = await stage.ask('GET', '/docs');
  assert.match(String(page.headers['content-security-policy']), /default-src 'self'/);
  const wanted = [...page.text.matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g)].map(
    (each) => each[1] ?? '',
  );
  assert.ok(wanted.length >= 5);
  for (const path of wanted) assert.equal((await stage.ask('HEAD', path)).status, 200, path);
  assert.equal((await stage.ask('GET', '/docs/..%2fpackage.json')).status, 404);
});

test('metrics count requests, errors, latencies and transactions, and promtool finds no fault', async (t) => {
  const stage = await openStage(t);
  const told = [
    {},
    {},
    { replayed: true },
    { say: 'INSUFFICIENT_FUNDS' },
    { say: 'INTERNAL_ERROR' },
  ];
  for (const body of told) await stage.ask('POST', DEBIT, { json: body });
  await stage.ask('GET', '/nowhere');
  const { text, headers } = await stage.ask('GET', '/metrics');
  assert.match(String(headers['content-type']), /^text\/plain; version=0\.0\.4/);
  const lines = new Set(text.split('\n'));
  const op = 'operation="debitRound"';
  const expected = [
    `tablestakes_http_requests_total{${op}} 5`,
    `tablestakes_http_errors_total{${op},code="INSUFFICIENT_FUNDS"} 1`,
    `tablestakes_http_errors_total{operation="none",code="ROUTE_NOT_FOUND"} 1`,
    `tablestakes_http_request_duration_seconds_count{${op}} 5`,
    `tablestakes_http_request_duration_seconds_bucket{le="+Inf",${op}} 5`,
    ...['committed"} 2', 'replayed"} 1', 'refused"} 1', 'failed"} 1'].map(
      (end) => `tablestakes_transactions_total{${op},outcome="${end}`,
    ),
  ];
  assert.deepEqual(
    expected.filter((line) => !lines.has(line)),
    [],
  );
  if (!existsSync('/usr/bin/promtool')) return t.skip('promtool is not installed');
  const checked = spawnSync('/usr/bin/promtool', ['check', 'metrics'], { input: text });
  assert.equal(checked.status, 0, String(checked.stderr));
});
