import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { certify } from '../certify.js';
import type { CertifyResult } from '../certify.js';
import { scenario } from '../scenario.js';
import type { Scenario } from '../scenario.js';
import { readTarget } from '../target.js';

const facts = { rule: 'It MUST.', requirement: 'PLAY-01' } as const;

/** Reads a balance, and says with which headers that has to be asked. */
const reads = scenario({
  ...facts,
  id: 'ROUNDS-01',
  title: 'A balance can be read',
  async run({ platform, given, expect }) {
    const player = await given.player();
    expect(await platform.getWallet(player)).accepted({ cash: '5.00' });
  },
});

interface Staged {
  readonly result: CertifyResult;
  readonly requests: readonly IncomingMessage[];
}

const MAP = `map:
  money: { format: minor-int }
  operations:
    getWallet:
      method: GET
      path: /wallets/{player_id}
      response: { cash: cents }
`;

interface Staging {
  readonly module?: string;
  readonly check?: Scenario;
  /** What the wallet holds, by how often it was asked. */
  readonly centsOf?: (calls: number) => number;
  readonly map?: string;
}

async function stage(t: TestContext, yaml: string, staging: Staging = {}): Promise<Staged> {
  const { module = '', check = reads, centsOf = () => 500, map = MAP } = staging;
  const requests: IncomingMessage[] = [];
  const server = createServer((request, answer) => {
    requests.push(request);
    answer.writeHead(200, { 'content-type': 'application/json' });
    answer.end(
      JSON.stringify(
        request.url === '/oauth' ? {} : { cents: centsOf(requests.length), hidden: 'vault' },
      ),
    );
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const folder = mkdtempSync(join(tmpdir(), 'tablestakes-adapter-'));
  t.after(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });
  writeFileSync(join(folder, 'module.mjs'), module);
  const { port } = server.address() as AddressInfo;
  const file = join(folder, 'target.yaml');
  writeFileSync(
    file,
    `target: { name: A, base_url: 'http://127.0.0.1:${port}' }\n${map}${yaml}\n` +
      (yaml.includes('data:') ? '' : 'data: { players: { pool: [p1, p2] } }\n'),
  );
  const target = readTarget(file, { TOKEN: 'token-of-the-test', PASSWORD: 'pass-of-the-test' });
  const result = await certify({ target, scenarios: [check], seed: 'adapters' });
  return { result, requests };
}

const statusOf = ({ result }: Staged): string | undefined => result.checks[0]?.status;

test('each way in puts its credentials where they belong', async (t) => {
  const bearer = await stage(t, 'auth: { type: bearer, token: "env:TOKEN" }');
  assert.equal(statusOf(bearer), 'pass');
  assert.equal(bearer.requests[0]?.headers.authorization, 'Bearer token-of-the-test');

  const header = await stage(t, 'auth: { type: bearer, token: "env:TOKEN", header: X-Api-Key }');
  assert.equal(header.requests[0]?.headers['x-api-key'], 'token-of-the-test');

  const basic = await stage(t, 'auth: { type: basic, username: me, password: "env:PASSWORD" }');
  const pair = Buffer.from('me:pass-of-the-test').toString('base64');
  assert.equal(basic.requests[0]?.headers.authorization, `Basic ${pair}`);

  const script = 'export const authorize = ({ path }) => ({ "x-path": path.toUpperCase() });';
  const scripted = await stage(t, 'auth: { type: script, module: ./module.mjs }', {
    module: script,
  });
  assert.equal(statusOf(scripted), 'pass');
  assert.equal(scripted.requests[0]?.headers['x-path'], '/WALLETS/P1');
});

test('an adapter says what the map cannot, both ways', async (t) => {
  const module = `
    export const selfCheck = () => {};
    export const player = () => ({ player_id: 'made' });
    export const request = ({ request }) => ({ ...request, path: request.path + '/now' });
    export const answer = ({ received, reading }) =>
      JSON.parse(received.text).hidden === 'vault'
        ? { ...reading, body: { ...reading.body, cash: '5.00' } }
        : reading;
  `;
  const staged = await stage(t, 'adapter: ./module.mjs\ndata: {}', { module });
  assert.equal(statusOf(staged), 'pass');
  assert.equal(staged.requests[0]?.url, '/wallets/made/now');
});

test('an adapter is sound by its own word before anything is judged', async (t) => {
  const reasons: string[] = [];
  for (const module of [
    'export const selfCheck = () => { throw new Error("no vault"); };',
    'export const request = ({ request }) => request;',
    'export const selfCheck = () => {}; export const requests = () => {};',
    'export const selfCheck = ;',
  ]) {
    const { result, requests } = await stage(t, 'adapter: ./module.mjs', { module });
    assert.deepEqual([result.exitCode, result.counts.total, requests.length], [3, 0, 0]);
    reasons.push(result.reasons[0] ?? '');
  }
  assert.match(reasons[0] ?? '', /no vault/);
  assert.match(reasons[1] ?? '', /export selfCheck/);
  assert.match(reasons[2] ?? '', /exports requests; there is request, authorize/);
  assert.match(reasons[3] ?? '', /adapter .*module.mjs/);
});

test('what is to be said of a player stands in its facts, secrets among them', async (t) => {
  const yaml = `data: { players: { pool: [{ id: p1, facts: { session: 'env:TOKEN', vip: 'no' } }] } }`;
  const map = MAP.replace('method: GET', 'method: GET\n      query: $player');
  const staged = await stage(t, yaml, { map });
  assert.equal(statusOf(staged), 'pass');
  assert.equal(staged.requests[0]?.url, '/wallets/p1?session=token-of-the-test&vip=no');
  assert.ok(!JSON.stringify(staged.result.checks).includes('token-of-the-test'));
});

test('a pool that was played with since is taken as it is', async (t) => {
  const yaml = 'data: { players: { pool: [{ id: p1, balance: "12.34" }] } }';
  assert.equal(statusOf(await stage(t, yaml)), 'pass');
});

test('a map that does not fit the wallet is found out before anything is judged', async (t) => {
  const told = async (yaml: string): Promise<string> => {
    const { result } = await stage(t, yaml);
    assert.deepEqual([result.exitCode, result.counts.total], [3, 0]);
    return result.reasons[0] ?? '';
  };
  const pool = (player: string): string => `data: { players: { pool: [${player}] } }`;
  assert.match(
    await told(pool('{ id: p1, balance: "500.00" }')),
    /is said to hold 500.00 and reads/,
  );
  assert.match(
    await told(
      'extends: builtin:reference\nsigning: { alg: md5, secret: "env:TOKEN", header: S, over: x }\nadapter: ./none.mjs',
    ),
    /none.mjs/,
  );
});

test('a balance that lags behind is waited for as long as the file says', async (t) => {
  const settles = scenario({
    ...facts,
    id: 'ROUNDS-01',
    title: 'A balance arrives',
    async run({ given, expect }) {
      await expect.wallet(await given.player(), { cash: '5.00' });
    },
  });
  // Read by the self-check, by given.player and twice in vain.
  const late = (calls: number): number => (calls > 4 ? 500 : 400);
  const waited = await stage(t, 'limits: { settle_ms: 20000 }', { check: settles, centsOf: late });
  const hasty = await stage(t, '', { check: settles, centsOf: late });
  assert.deepEqual([statusOf(waited), statusOf(hasty)], ['pass', 'fail']);
});

test('what was declared and is not there fails; what is disclaimed is skipped', async (t) => {
  const single = (need: 'faults' | 'clock' | 'mint') => ({ ...reads, needs: [need] });
  const server = createServer((_request, answer) => answer.end('{"cents":500}')).listen(
    0,
    '127.0.0.1',
  );
  await new Promise((resolve) => server.once('listening', resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const folder = mkdtempSync(join(tmpdir(), 'tablestakes-capabilities-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'target.yaml');
  writeFileSync(
    file,
    `target: { name: A, base_url: 'http://127.0.0.1:${port}' }\n${MAP}` +
      'data: { players: { pool: [p1] } }\ncapabilities: { faults: true, clock: false }\n',
  );
  const target = readTarget(file, {});
  const statuses: (string | undefined)[] = [];
  for (const need of ['faults', 'clock', 'mint'] as const) {
    const result = await certify({ target, scenarios: [single(need)], seed: 's' });
    statuses.push(result.checks[0]?.status);
  }
  assert.deepEqual(statuses, ['fail', 'skip', 'untestable']);
});
