import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RequestListener } from 'node:http';
import { scenarios } from '../../../scenarios/certify/index.js';
import { invariants } from '../../../scenarios/invariants/index.js';
import type { Finding } from './finding.js';
import { examinedBy, fileOver, serving, troubles } from './stage.js';

const examined = examinedBy({ scenarios, invariants });

const environmentOf = (url: string) => ({ MICRO_URL: url, MICRO_PASSWORD: 'any-password' });

const says =
  (
    status: number,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };

/** Lets in whoever shows something, with one sound balance. */
const balance: RequestListener = (request, response) => {
  const sound = { balanceMicros: 250_000_000, currency: 'EUR' };
  const isKnown = request.headers.authorization !== undefined;
  says(isKnown ? 200 : 401, isKnown ? sound : {}, { 'x-ratelimit-limit': '50' })(request, response);
};

const textOf = ({ step, message, remedy }: Finding): string =>
  `${step}: ${message} → ${remedy ?? ''}`;

test('a target that never answers is told with the time it was given', async (t) => {
  const url = await serving(t, () => undefined);
  const file = fileOver(t, 'micro', 'limits: { timeout_ms: 200 }\n');
  const examination = await examined(file, environmentOf(url));
  assert.equal(examination.exitCode, 3);
  assert.match(
    troubles(examination).map(textOf).join('\n'),
    /^reach: .*200 ms.*limits\.timeout_ms/,
  );
});

test('a target that answers {} or 500 to everything is never ready', async (t) => {
  for (const listener of [says(200, {}), says(500, {}), says(200, [])]) {
    const url = await serving(t, listener);
    const file = fileOver(t, 'micro', '');
    const examination = await examined(file, environmentOf(url), { withMoney: true });
    assert.equal(examination.exitCode, 3);
    assert.ok(!examination.findings.some(({ message }) => /rolled back/.test(message)));
  }
});

test('a target that accepts bets of a player nobody knows is told of', async (t) => {
  const url = await serving(t, balance);
  const told = troubles(await examined(fileOver(t, 'micro', ''), environmentOf(url)), 'map');
  assert.match(told.map(textOf).join('\n'), /accepted: debitRound, for a player nobody knows/);
});

test('a limit the target tells of, and none in the file, is to look at', async (t) => {
  const url = await serving(t, balance);
  const free = await examined(fileOver(t, 'micro', ''), environmentOf(url));
  assert.match(
    troubles(free, 'limits').map(textOf).join(),
    /x-ratelimit-limit: 50.*set limits\.rps/,
  );
  const held = await examined(fileOver(t, 'micro', 'limits: { rps: 40 }\n'), environmentOf(url));
  assert.deepEqual(troubles(held, 'limits'), []);
});

test('a capability that is declared and not there is to look at', async (t) => {
  const url = await serving(t, balance);
  const file = fileOver(t, 'micro', 'capabilities: { faults: true, clock: false }\n');
  const told = troubles(await examined(file, environmentOf(url)), 'capabilities').map(textOf);
  assert.equal(told.length, 1);
  assert.match(told[0] ?? '', /faults is declared, and the target does not have it/);
});

test('a client that gets no token is told by where its secret is set', async (t) => {
  const url = await serving(t, (request, response) => {
    const [status, body] =
      request.url === '/token' ? [401, { error: 'invalid_client' }] : [401, {}];
    says(status, body)(request, response);
  });
  const auth = `auth: { type: oauth2, token_url: '${url}/token', client_id: me, client_secret: env:MICRO_PASSWORD }\n`;
  const file = fileOver(t, 'micro', auth);
  const [trouble] = troubles(await examined(file, environmentOf(url)), 'auth');
  assert.match(trouble ? textOf(trouble) : '', /\/token gives no token: HTTP 401 invalid_client/);
  assert.ok(trouble?.remedy?.includes(`auth.client_secret (${file}:2, from env:MICRO_PASSWORD)`));
});

test('an expression that cannot take a player of the pool is the map, not a defect', async (t) => {
  const url = await serving(t, balance);
  const map = 'map: { operations: { debitRound: { request: \'{ "p": $number(player_id) }\' } } }\n';
  const examination = await examined(fileOver(t, 'micro', map), environmentOf(url));
  assert.equal(examination.exitCode, 3);
  assert.match(troubles(examination, 'map').map(textOf).join(), /debitRound\.request.*number/);
});
