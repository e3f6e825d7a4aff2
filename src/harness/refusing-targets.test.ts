import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { scenarios } from '../../scenarios/certify/index.js';
import { invariants } from '../../scenarios/invariants/index.js';
import { CAPABILITIES } from './capability.js';
import { certify } from './certify.js';
import type { CertifyResult } from './certify.js';

const CLIENT = { client_id: 'c', client_secret: 's', scopes: ['rounds:write'] };
const WALLET = {
  currency: 'EUR',
  cash: '100.00',
  bonus: '0.00',
  held: '0.00',
  held_in_play: '0.00',
};

/**
 * A target that lets everybody in, shows a wallet in which nothing ever moves, and refuses whatever
 * else it is asked, in the words of the contract: the quietest way to pass a negative check.
 */
async function stage(t: TestContext, status: number, error: string): Promise<string> {
  const server = createServer((request, answer) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    const [code, body] = replyTo(path, request.url ?? '') ?? [
      status,
      refusal(error, request.headers['traceparent']),
    ];
    const id = request.headers['x-request-id'] ?? 'none';
    answer.writeHead(code, {
      'content-type': 'application/json',
      'x-request-id': id,
      traceparent: request.headers['traceparent'] ?? '',
    });
    request.resume();
    answer.end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function refusal(error: string, traceparent: unknown): object {
  const trace = String(traceparent).split('-')[1] ?? '';
  return { error, message: 'No.', trace_id: trace.padStart(32, '0'), details: {} };
}

function replyTo(path: string, url: string): [number, object] | undefined {
  if (path === '/oauth/token') {
    return [200, { access_token: 'T', token_type: 'Bearer', expires_in: 900 }];
  }
  if (url.endsWith('/v1/games?limit=1')) return [200, { items: [], next_cursor: null }];
  if (path === '/sandbox') {
    return [200, { name: 'tablestakes-sandbox', capabilities: CAPABILITIES, clients: [CLIENT] }];
  }
  if (path.startsWith('/sandbox')) return [201, { client_secret: 's', access_token: 'T' }];
  const player = /^\/v1\/players\/([^/]+)\/wallet$/.exec(path)?.[1];
  return player === undefined ? undefined : [200, { player_id: player, ...WALLET }];
}

const judged = (baseUrl: string): Promise<CertifyResult> =>
  certify({
    target: { name: 'refusing', baseUrl, timeoutMs: 500, client: CLIENT },
    scenarios: scenarios.filter(({ exclusive }) => exclusive !== true),
    invariants,
    seed: 'refusing',
    concurrency: 16,
  });

/** What it does keep: it shows a wallet. */
const KEPT = ['CONTRACT-getWallet-200', 'CONTRACT-getWallet-example'];

test('a target that refuses everything in the words of the contract passes no check of a refusal', async (t) => {
  for (const [status, error] of [
    [400, 'VALIDATION_ERROR'],
    [404, 'PLAYER_NOT_FOUND'],
  ] as const) {
    const result = await judged(await stage(t, status, error));
    const passed = result.checks.filter((check) => check.status === 'pass');
    assert.deepEqual(
      passed.map(({ id }) => id),
      KEPT,
    );
    assert.equal(result.verdict, 'non-conformant');
    assert.match(result.reasons.join('\n'), /no money moved: \d+ stakes were refused/);
  }
});
