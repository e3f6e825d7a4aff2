import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openSender } from '../client/index.js';
import { DAY_MS } from '../kernel/time.js';
import type { Sandbox, SandboxOptions } from './start.js';
import { startSandbox } from './start.js';

interface Answer {
  readonly status: number;
  // A proof takes the answer as it comes.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

type Ask = (method: string, path: string, body?: object) => Promise<Answer>;

async function stage(
  work: (at: { sandbox: Sandbox; ask: Ask; psp: Ask }) => Promise<void>,
  options: SandboxOptions = {},
): Promise<void> {
  const sandbox = await startSandbox({ clock: 'virtual', ...options });
  const platform = openSender({ baseUrl: sandbox.url });
  const partner = openSender({ baseUrl: sandbox.partners.psp });
  const askOf =
    (sender: typeof platform): Ask =>
    async (method, path, body) => {
      const delivery = await sender.send({
        method,
        path,
        headers: { 'content-type': 'application/json' },
        body: body && JSON.stringify(body),
      });
      assert.equal(delivery.kind, 'received', `${method} ${path}`);
      const { status, text } = delivery as { status: number; text: string };
      return { status, body: JSON.parse(text) };
    };
  try {
    await work({ sandbox, ask: askOf(platform), psp: askOf(partner) });
  } finally {
    await Promise.all([platform.close(), partner.close()]);
    await sandbox.close();
  }
}

const CHARGE = { payment_id: 'p1', token: 'tok_slow_webhook', amount: '10.00', currency: 'EUR' };

test('GET /sandbox names each partner, its address and the secret it signs with', () =>
  stage(async ({ sandbox, ask }) => {
    const { partners } = (await ask('GET', '/sandbox')).body;
    assert.deepEqual(
      partners.map(({ partner, url }: { partner: string; url: string }) => [partner, url]),
      [
        ['psp', sandbox.partners.psp],
        ['kyc', sandbox.partners.kyc],
        ['studio', sandbox.partners.studio],
      ],
    );
    assert.notEqual(partners[0].secret, partners[1].secret);
    await ask('POST', '/sandbox/partners/psp/secret', { secret: 'new' });
    assert.equal((await ask('GET', '/sandbox')).body.partners[0].secret, 'new');
  }));

test('a partner is well, slow or down as the control API says; nothing else is a mode', () =>
  stage(async ({ ask }) => {
    const set = { mode: 'slow', latency_ms: 25 };
    assert.equal((await ask('POST', '/sandbox/partners/kyc', set)).status, 200);
    const { mode, latency_ms } = (await ask('GET', '/sandbox/partners/kyc')).body;
    assert.deepEqual({ mode, latency_ms }, set);
    assert.equal((await ask('POST', '/sandbox/partners/kyc', { mode: 'drunk' })).status, 400);
    assert.equal((await ask('GET', '/sandbox/partners/bank')).status, 404);
  }));

test('the control API makes the PSP say anything, signed by anyone, at any time', () =>
  stage(async ({ ask, psp }) => {
    await psp('POST', '/v1/charges', { ...CHARGE, token: 'tok_never_answers' });
    const said = { payment_id: 'p1', status: 'charged_back', times: 2, event_id: 'evt-1' };
    const sent = await ask('POST', '/sandbox/partners/psp/webhooks', said);
    assert.equal(sent.body.event_id, 'evt-1');
    assert.equal(sent.body.answers.length, 2);
    const timestamp = '2020-01-01T00:00:00.000Z';
    const late = { payment_id: 'p2', status: 'failed', amount: '7.00', secret: 's', timestamp };
    await ask('POST', '/sandbox/partners/psp/webhooks', { ...late, delay_ms: 5_000 });
    assert.equal((await sentBodies(ask)).length, 2);
    await ask('POST', '/sandbox/clock', { advance_ms: DAY_MS });
    const [first, second, third, ...more] = await sentBodies(ask);
    assert.deepEqual(first, second);
    assert.deepEqual([first.amount, first.status], ['10.00', 'charged_back']);
    assert.deepEqual([third.amount, third.timestamp], ['7.00', timestamp]);
    assert.deepEqual(more, [], 'a webhook by hand is not repeated');
    const wrong = { payment_id: 'p', status: 'failed', timestamp: 'yesterday' };
    assert.equal((await ask('POST', '/sandbox/partners/psp/webhooks', wrong)).status, 400);
  }));

async function sentBodies(ask: Ask) {
  const { items } = (await ask('GET', '/sandbox/partners/psp/log')).body;
  return items
    .filter(({ direction }: { direction: string }) => direction === 'sent')
    .map(({ body }: { body: object }) => body);
}

test('what is due at once goes out as soon as the request was answered', () =>
  stage(async ({ ask, psp }) => {
    await psp('POST', '/v1/charges', { ...CHARGE, token: 'tok_ok' });
    const startedMs = performance.now();
    let sent: readonly object[] = [];
    while (sent.length === 0 && performance.now() - startedMs < 5_000) sent = await sentBodies(ask);
    assert.equal(sent.length, 1);
  }));

test('moving the clock delivers what falls due on the way', () =>
  stage(async ({ ask, psp }) => {
    await psp('POST', '/v1/charges', CHARGE);
    await ask('POST', '/sandbox/clock', { advance_ms: 599_999 });
    assert.equal((await sentBodies(ask)).length, 0);
    await ask('POST', '/sandbox/clock', { advance_ms: 1 });
    assert.equal((await sentBodies(ask)).length, 1);
  }));

test('partners are rewound with the world, and begin anew when it is reset', () =>
  stage(async ({ ask, psp }) => {
    const [before] = (await ask('GET', '/sandbox')).body.partners;
    await psp('POST', '/v1/charges', CHARGE);
    await ask('POST', '/sandbox/snapshots', { name: 'charged' });
    await ask('POST', '/sandbox/partners/psp/secret', { secret: 'changed' });
    await psp('POST', '/v1/charges', { ...CHARGE, payment_id: 'p2' });
    await ask('POST', '/sandbox/snapshots/charged/restore');
    assert.equal((await ask('GET', '/sandbox')).body.partners[0].secret, before.secret);
    assert.equal((await ask('GET', '/sandbox/partners/psp')).body.waiting, 1);
    assert.equal((await psp('GET', '/v1/payments/p2')).status, 404);
    await ask('POST', '/sandbox/restart', { crash: true });
    assert.equal((await psp('GET', '/v1/payments/p1')).status, 200, 'they are not ours to restart');
    await ask('POST', '/sandbox/reset');
    assert.equal((await psp('GET', '/v1/payments/p1')).status, 404);
    assert.equal((await ask('GET', '/sandbox')).body.partners[0].secret, before.secret);
  }));

test('a secret rotated at the platform is news to the partner until it is told', () =>
  stage(async ({ sandbox, ask }) => {
    const [before] = (await ask('GET', '/sandbox')).body.partners;
    const { ground } = sandbox.world.platform();
    ground.sql("UPDATE partner_secrets SET secret = 'rotated' WHERE partner = 'psp'").run();
    assert.equal((await ask('GET', '/sandbox')).body.partners[0].secret, before.secret);
  }));

test('faults meet webhooks under hook.<partner>, by their members', () =>
  stage(async ({ ask, psp }) => {
    const fault = { operation: 'hook.psp', kind: 'duplicate', match: { payment_id: 'p2' } };
    assert.equal((await ask('POST', '/sandbox/faults', fault)).status, 201);
    for (const id of ['p1', 'p2']) {
      await psp('POST', '/v1/charges', { ...CHARGE, payment_id: id });
    }
    await ask('POST', '/sandbox/clock', { advance_ms: 600_000 });
    const ids = (await sentBodies(ask)).map((body: Record<string, string>) => body['payment_id']);
    assert.deepEqual(ids.toSorted(), ['p1', 'p2', 'p2']);
  }));

test('faults given at the start are in force again after a reset', () =>
  stage(
    async ({ ask }) => {
      const operations = async () =>
        (await ask('GET', '/sandbox/faults')).body.items.map((f: { kind: string }) => f.kind);
      assert.deepEqual(await operations(), ['latency']);
      await ask('DELETE', '/sandbox/faults');
      assert.deepEqual(await operations(), []);
      await ask('POST', '/sandbox/reset');
      assert.deepEqual(await operations(), ['latency']);
    },
    { faults: [{ operation: 'psp.*', kind: 'latency', latency_ms: 5 }] },
  ));

test('a fault that could strike nothing is refused', () =>
  stage(async ({ ask }) => {
    for (const fault of [
      { operation: 'debitRounds', kind: 'status' },
      { operation: 'hook.bank', kind: 'duplicate' },
      { operation: 'debitRound', kind: 'duplicate' },
      { operation: 'hook.psp', kind: 'malformed_body' },
    ]) {
      assert.equal((await ask('POST', '/sandbox/faults', fault)).status, 400, fault.operation);
    }
  }));
