import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openSender } from '../client/index.js';
import { MINUTE_MS } from '../kernel/time.js';
import { startSandboxProcess } from './sandbox-process.js';

const BIN = fileURLToPath(new URL('../../../bin/tablestakes.js', import.meta.url));
const SCOPES = ['players:write', 'payments:read', 'payments:write', 'wallets:read'];

type Body = Readonly<Record<string, unknown>>;

/** A sandbox on a file of its own that is killed and started again. */
async function stage(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'tablestakes-partners-'));
  const sandbox = await startSandboxProcess(BIN, '1', 'virtual', join(folder, 'sandbox.db'));
  const sender = openSender({ baseUrl: sandbox.url });
  t.after(async () => {
    await sender.close();
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  let token = '';
  const ask = async (method: string, path: string, body?: Body): Promise<Body> => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const sent = { method, path, headers, body: body && JSON.stringify(body) };
    const delivery = await sender.send(sent);
    assert.equal(delivery.kind, 'received', `${method} ${path}`);
    const { status, text } = delivery as { status: number; text: string };
    assert.ok(status < 300, `${method} ${path}: ${status} ${text}`);
    return JSON.parse(text) as Body;
  };
  const advance = async (ms: number): Promise<void> => {
    await ask('POST', '/sandbox/clock', { advance_ms: ms });
    const minted = { client_id: 'demo', scopes: SCOPES };
    token = String((await ask('POST', '/sandbox/tokens', minted))['access_token']);
  };
  await advance(0);
  const deposit = async (pspToken: string): Promise<Body> => {
    const of = { player_id: 'payer', psp_token: pspToken };
    const { method_id } = await ask('POST', '/v1/payments/methods', of);
    const money = { amount: '50.00', currency: 'EUR', idempotency_key: pspToken };
    const asked = { player_id: 'payer', method_id, ...money };
    return ask('POST', '/v1/payments/deposits', asked);
  };
  const standing = async (payment: Body): Promise<unknown> =>
    (await ask('GET', `/v1/payments/${String(payment['payment_id'])}`))['status'];
  return { sandbox, ask, advance, deposit, standing };
}

test('after kill -9 the partners know what they were asked: pending deposits complete', async (t) => {
  const { sandbox, ask, advance, deposit, standing } = await stage(t);
  const player = { player_id: 'payer', currency: 'EUR', cash: '0.00', kyc_status: 'approved' };
  await ask('POST', '/sandbox/players', player);
  // Before anybody pays: the first webhook leaves with the answer.
  await ask('POST', '/sandbox/faults', {
    operation: 'hook.psp',
    kind: 'latency',
    latency_ms: 9_000,
    times: 9,
  });
  const asked = await deposit('tok_never_answers.x');
  const told = await deposit('tok_out_of_order.x');
  await advance(0);
  assert.deepEqual([await standing(asked), await standing(told)], ['pending', 'pending']);
  assert.equal((await ask('GET', '/sandbox/partners/psp'))['waiting'], 2);

  await sandbox.crash();

  await advance(0);
  assert.equal((await ask('GET', '/sandbox/partners/psp'))['waiting'], 2);
  await advance(MINUTE_MS);
  assert.equal(await standing(told), 'completed', 'its webhook was still to be sent');
  await advance(6 * MINUTE_MS);
  assert.equal(await standing(asked), 'completed', 'the PSP was asked, and knows');
  assert.equal((await ask('GET', '/v1/players/payer/wallet'))['cash'], '100.00');
});
