import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { HOUR_MS } from '../kernel/time.js';
import { openStage } from './stage.js';

/** A platform whose PSP answers nobody until a deposit is taken up; counts what is under way. */
async function stage(t: TestContext) {
  const asked = new Map<string, number>();
  const most = new Map<string, number>();
  let verifyingAtDeposit = 0;
  let begin = (): void => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const psp = createServer((request, response) => {
    void opened.then(() => {
      request.resume();
      const verified = { verified: true, kind: 'card', brand: 'visa', last4: '4242' };
      const isCharge = request.url === '/v1/charges';
      response.writeHead(isCharge ? 202 : 200).end(JSON.stringify(isCharge ? {} : verified));
    });
  });
  await once(psp.listen(0, '127.0.0.1'), 'listening');
  const platform = await openStage({
    partners: () => `http://127.0.0.1:${(psp.address() as AddressInfo).port}`,
    watchSagas: ({ kind }, moment) => {
      if (moment === 'after_commit') return;
      const now = (asked.get(kind) ?? 0) + (moment === 'before_call' ? 1 : -1);
      asked.set(kind, now);
      most.set(kind, Math.max(now, most.get(kind) ?? 0));
      begin();
      if (kind !== 'deposit' || moment !== 'before_call') return;
      verifyingAtDeposit ||= asked.get('verification') ?? 0;
      open();
    },
  });
  t.after(() => {
    platform.world.close();
    psp.closeAllConnections();
    psp.close();
  });
  return { ...platform, most, begun, verifyingAtDeposit: () => verifyingAtDeposit };
}

test('of one kind 32 sagas go side by side, and keep no other kind waiting', async (t) => {
  const { world, clock, call, player, sql, most, begun, verifyingAtDeposit } = await stage(t);
  const playerId = await player({ kyc_status: 'approved' });
  const methods = await Promise.all(
    Array.from({ length: 40 }, async (_, nth) => {
      const method = { player_id: playerId, psp_token: `tok_ok.${nth}` };
      return (await call('createPaymentMethod', method, { key: `method-${nth}` })).body;
    }),
  );
  await Promise.all(
    methods.map(({ method_id }, nth) =>
      call('verifyPaymentMethod', { method_id }, { key: `verify-${nth}` }),
    ),
  );
  const money = { amount: '10.00', currency: 'EUR', idempotency_key: 'deposit' };
  const first = { player_id: playerId, method_id: methods[0]?.['method_id'] };
  await begun;
  const told = await call('createDeposit', { ...first, ...money });
  assert.equal(told.outcome, 'success', told.text);
  await world.scheduler.moveTo(clock.now() + HOUR_MS);
  assert.equal(verifyingAtDeposit(), 32, 'the deposit is asked for while others are under way');
  assert.equal(most.get('verification'), 32);
  const verified = sql(`SELECT count(*) AS n FROM payment_methods WHERE status = 'verified'`);
  assert.deepEqual(verified, [{ n: 40 }], 'and those that stayed due had their turn');
});
