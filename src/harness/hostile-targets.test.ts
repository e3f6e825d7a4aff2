import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { scenarios } from '../../scenarios/certify/index.js';
import { invariants } from '../../scenarios/invariants/index.js';
import { CAPABILITIES } from './capability.js';
import { certify } from './certify.js';
import type { CertifyResult } from './certify.js';

type Reply = Readonly<Record<string, unknown>>;
type Members = Readonly<Record<string, string | undefined>>;

/** Answers a call under /v1; `destroy` and `silence` leave it without an answer. */
type Behaviour = (path: string, body: Members) => [number, Reply] | 'destroy' | 'silence';

const CLIENT = { client_id: 'c', client_secret: 's', scopes: ['rounds:write'] };

/**
 * A target that lets everybody in and plays along with the control API where it claims one, so
 * that preflight passes and the checks themselves must notice.
 */
async function stage(t: TestContext, behaviour: Behaviour, controlled = true): Promise<string> {
  const server = createServer((request, answer) => {
    void bodyOf(request).then((body) => {
      const path = (request.url ?? '').split('?')[0] ?? '';
      const reply = path.startsWith('/v1/games') && request.url?.endsWith('?limit=1');
      if (reply) return send(request, answer, [200, { items: [], next_cursor: null }]);
      const admitted = admission(path, controlled);
      const chosen = admitted ? ([200, admitted] as const) : behaviour(path, body);
      if (chosen === 'destroy') return request.socket.destroy();
      return chosen === 'silence' ? undefined : send(request, answer, chosen);
    });
  });
  return listening(t, server);
}

async function listening(t: TestContext, server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function admission(path: string, controlled: boolean): Reply | undefined {
  if (path === '/oauth/token') return { access_token: 'T', token_type: 'Bearer', expires_in: 900 };
  if (!controlled || !path.startsWith('/sandbox')) return undefined;
  if (path === '/sandbox') {
    return { name: 'tablestakes-sandbox', capabilities: CAPABILITIES, clients: [CLIENT] };
  }
  return path === '/sandbox/players' ? undefined : { client_secret: 's', access_token: 'T' };
}

async function bodyOf(request: IncomingMessage): Promise<Members> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  try {
    return (JSON.parse(Buffer.concat(chunks).toString()) ?? {}) as Members;
  } catch {
    return {};
  }
}

function send(
  request: IncomingMessage,
  answer: ServerResponse,
  [status, reply]: readonly [number, Reply],
): void {
  answer.writeHead(status, {
    'content-type': 'application/json',
    'x-request-id': request.headers['x-request-id'] ?? 'none',
    traceparent: request.headers['traceparent'] ?? '',
  });
  answer.end(JSON.stringify(reply));
}

/** Right-looking answers in the contract's own shapes; nothing ever happens. */
function liar(): Behaviour {
  const openings = new Map<string, Members>();
  let told = 0;
  return (path, body) => {
    if (path === '/sandbox/players') {
      openings.set(body['player_id'] ?? '', body);
      return [201, { ...body }];
    }
    const [, , noun, id = '', verb] = path.split('/');
    if (noun === 'players' && verb === 'wallet') return [200, walletOf(id, openings.get(id))];
    if (noun === 'players' && verb === 'transactions')
      return [200, { items: [], next_cursor: null }];
    told += 1;
    const receipt = { txn_id: `t_${told}`, balance: '90.00' };
    if (path.endsWith('/rollback')) return [200, { ...receipt, status: 'rolled_back' }];
    return [200, { ...receipt, status: 'committed' }];
  };
}

const walletOf = (playerId: string, opening: Members = {}): Reply => ({
  player_id: playerId,
  currency: opening['currency'] ?? 'EUR',
  cash: opening['cash'] ?? '0.00',
  bonus: opening['bonus'] ?? '0.00',
  held: opening['held'] ?? '0.00',
  held_in_play: '0.00',
});

const judged = (baseUrl: string, only?: readonly string[]): Promise<CertifyResult> =>
  certify({
    only,
    target: { name: 'hostile', baseUrl, timeoutMs: 100, client: CLIENT },
    scenarios,
    invariants,
    seed: 'hostile',
    concurrency: 32,
  });

const passed = (result: CertifyResult): readonly string[] =>
  result.checks.filter(({ status }) => status === 'pass').map(({ id }) => id);

test('targets that do not let anybody in are unreachable: exit 3, nothing judged', async (t) => {
  const answers: readonly ((answer: ServerResponse) => void)[] = [
    (answer) => answer.end('{}'),
    (answer) => answer.writeHead(500).end('{}'),
    () => undefined,
  ];
  for (const act of answers) {
    const baseUrl = await listening(
      t,
      createServer((_request, answer) => act(answer)),
    );
    const result = await judged(baseUrl);
    assert.deepEqual([result.verdict, result.exitCode], ['inconclusive', 3]);
    assert.equal(result.counts.total, 0);
    assert.match(result.reasons[0] ?? '', /^preflight failed: /);
  }
});

test('a dead port is unreachable: exit 3', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const result = await judged(`http://127.0.0.1:${port}`);
  assert.deepEqual([result.verdict, result.exitCode], ['inconclusive', 3]);
});

test('a target that answers 200 {} to everything passes no check', async (t) => {
  const result = await judged(await stage(t, () => [200, {}]));
  assert.deepEqual(passed(result), []);
  assert.deepEqual([result.verdict, result.exitCode], ['non-conformant', 1]);
});

test('a target that answers 500 to everything passes no check', async (t) => {
  const result = await judged(await stage(t, () => [500, { error: 'INTERNAL_ERROR' }]));
  assert.deepEqual(passed(result), []);
  assert.equal(result.verdict, 'non-conformant');
});

test('a target that hangs or hangs up once it is judged passes no check', async (t) => {
  for (const behaviour of ['silence', 'destroy'] as const) {
    const act: Behaviour = (path) => (path === '/sandbox/players' ? [201, {}] : behaviour);
    const result = await judged(await stage(t, act), ['rounds', 'invariants']);
    assert.deepEqual(passed(result), [], behaviour);
    assert.equal(result.verdict, 'non-conformant', behaviour);
  }
});

test('a target that tells what is wanted and does nothing passes no check of effect', async (t) => {
  const result = await judged(await stage(t, liar()));
  const effects = result.checks.filter(
    ({ requirement, kind }) => /^(PLAY|IDEM)-/.test(requirement) && kind === 'scenario',
  );
  assert.ok(effects.length > 0);
  assert.deepEqual(
    effects.filter(({ status }) => status === 'pass').map(({ id }) => id),
    [],
  );
  assert.equal(result.verdict, 'non-conformant');
});

test('without a control API what needs it is untestable, by the name of the hook', async (t) => {
  const result = await judged(await stage(t, liar(), false));
  const untestable = result.checks.filter(({ status }) => status === 'untestable');
  assert.ok(untestable.length > 0);
  for (const { reason } of untestable) assert.match(reason ?? '', /lacks the hook "\w+"/);
  assert.notEqual(result.verdict, 'conformant');
  assert.notEqual(result.exitCode, 0);
});
