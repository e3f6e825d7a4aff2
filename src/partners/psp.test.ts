import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../kernel/time.js';
import type { PaymentKind } from './psp/fates.js';
import { tokenFixtures } from './psp/fates.js';
import type { PartnerStage } from './stage.js';
import { openPartnerStage } from './stage.js';

async function stage(work: (psp: PartnerStage) => Promise<void>): Promise<void> {
  const opened = await openPartnerStage();
  try {
    await work(opened);
  } finally {
    await opened.close();
  }
}

const MONEY = { amount: '10.00', currency: 'EUR' };

const told = ({ hooks }: PartnerStage, from: number) =>
  hooks.map(({ body, atMs }) => {
    const { status, amount, currency } = body;
    const same = amount === MONEY.amount && currency === MONEY.currency;
    return [(atMs - from) / SECOND_MS, status, ...(same ? [] : [`${amount} ${currency}`])].join(
      ' ',
    );
  });

interface Expected {
  readonly answer?: string;
  readonly webhooks: readonly string[];
  /** What the status query tells after two days. */
  readonly status: string;
}

const REFUSED = (reason: string): Expected => ({
  answer: reason,
  webhooks: [],
  status: `failed refused: ${reason}`,
});
const FINE: Expected = { webhooks: ['0 completed'], status: 'completed' };

/** [charge, payout] of every token of the fixture. */
const FATES: Readonly<Record<string, readonly [Expected, Expected]>> = {
  tok_ok: [FINE, FINE],
  tok_bank: [FINE, FINE],
  tok_declined: [REFUSED('declined'), FINE],
  tok_stolen_card: [REFUSED('stolen_card'), FINE],
  tok_insufficient: [{ webhooks: ['0 failed'], status: 'failed insufficient_funds' }, FINE],
  tok_challenge: [{ webhooks: ['0 challenge'], status: 'challenge' }, FINE],
  tok_slow_webhook: [
    { ...FINE, webhooks: ['600 completed'] },
    { ...FINE, webhooks: ['600 completed'] },
  ],
  tok_double_webhook: [
    { ...FINE, webhooks: ['0 completed', '0 completed'] },
    { ...FINE, webhooks: ['0 completed', '0 completed'] },
  ],
  tok_double_event: [
    { ...FINE, webhooks: ['0 completed', '0 completed'] },
    { ...FINE, webhooks: ['0 completed', '0 completed'] },
  ],
  tok_out_of_order: [{ ...FINE, webhooks: ['0 completed', '1 challenge'] }, FINE],
  tok_wrong_amount: [
    { ...FINE, webhooks: ['0 completed 10.01 EUR'] },
    { ...FINE, webhooks: ['0 completed 10.01 EUR'] },
  ],
  tok_wrong_currency: [
    { ...FINE, webhooks: ['0 completed 10.00 AED'] },
    { ...FINE, webhooks: ['0 completed 10.00 AED'] },
  ],
  tok_never_answers: [
    { ...FINE, webhooks: [] },
    { ...FINE, webhooks: [] },
  ],
  tok_silent_failure: [
    { webhooks: [], status: 'failed processor_error' },
    { webhooks: [], status: 'failed processor_error' },
  ],
  tok_charged_back: [
    { webhooks: ['0 completed', '86400 charged_back'], status: 'charged_back fraudulent' },
    FINE,
  ],
  tok_unverifiable: [FINE, FINE],
  tok_third_party: [FINE, FINE],
  tok_payout_fails: [FINE, { webhooks: ['0 failed'], status: 'failed account_closed' }],
  tok_payout_refused: [FINE, REFUSED('not_supported')],
};

async function fateOf(token: string, kind: PaymentKind): Promise<Expected> {
  let fate: Expected | undefined;
  await stage(async (psp) => {
    const from = psp.clock.now();
    const answer = await psp.psp(`/v1/${kind}s`, { payment_id: 'p1', token, ...MONEY });
    assert.equal(answer.status, answer.body.reason === undefined ? 202 : 402);
    await psp.advance(2 * DAY_MS);
    const { status, reason } = (await psp.psp('/v1/payments/p1')).body;
    assert.ok(
      psp.hooks.every(({ signed, path }) => signed && path === '/hooks/payments'),
      'each webhook is signed',
    );
    fate = {
      ...(answer.body.reason !== undefined && { answer: answer.body.reason }),
      webhooks: told(psp, from),
      status: [status, ...(reason === null ? [] : [reason])].join(' '),
    };
  });
  assert.ok(fate);
  return fate;
}

test('every token of the fixture has its fate here', () => {
  assert.deepEqual(Object.keys(FATES), Object.keys(tokenFixtures()));
});

for (const [token, [charge, payout]] of Object.entries(FATES)) {
  test(`${token} fares as its fixture says`, async () => {
    assert.deepEqual(await fateOf(token, 'charge'), charge);
    assert.deepEqual(await fateOf(`${token}.anna`, 'payout'), payout, 'also with a dot');
  });
}

test('a double webhook is one event, a double event is two', () =>
  stage(async (psp) => {
    await psp.psp('/v1/charges', { payment_id: 'a', token: 'tok_double_webhook', ...MONEY });
    await psp.psp('/v1/charges', { payment_id: 'b', token: 'tok_double_event', ...MONEY });
    await psp.advance(0);
    const idsOf = (id: string) =>
      new Set(psp.hooks.filter(({ body }) => body['payment_id'] === id).map(eventOf)).size;
    assert.equal(psp.hooks.length, 4);
    assert.deepEqual([idsOf('a'), idsOf('b')], [1, 2]);
  }));

const eventOf = ({ body }: PartnerStage['hooks'][number]) => body['event_id'];

test('a challenge ends as the card holder decides, once', () =>
  stage(async (psp) => {
    for (const [id, passed, status] of [
      ['yes', true, 'completed'],
      ['no', false, 'failed'],
    ] as const) {
      await psp.psp('/v1/charges', { payment_id: id, token: 'tok_challenge', ...MONEY });
      const confirmed = await psp.psp(`/v1/payments/${id}/confirm`, { passed });
      assert.deepEqual([confirmed.status, confirmed.body.status], [200, status]);
      const again = await psp.psp(`/v1/payments/${id}/confirm`, { passed: true });
      assert.equal(again.status, 409);
    }
    await psp.advance(0);
    assert.deepEqual(
      psp.hooks.map(({ body }) => `${body['payment_id']} ${body['status']}`),
      ['yes challenge', 'yes completed', 'no challenge', 'no failed'],
    );
  }));

test('only a completed charge is refunded, and only once', () =>
  stage(async (psp) => {
    await psp.psp('/v1/charges', { payment_id: 'in', token: 'tok_ok', ...MONEY });
    await psp.psp('/v1/payouts', { payment_id: 'out', token: 'tok_ok', ...MONEY });
    assert.equal((await psp.psp('/v1/refunds', { payment_id: 'in' })).status, 202);
    assert.equal((await psp.psp('/v1/refunds', { payment_id: 'in' })).status, 409);
    assert.equal((await psp.psp('/v1/refunds', { payment_id: 'out' })).status, 409);
    assert.equal((await psp.psp('/v1/refunds', { payment_id: 'none' })).status, 404);
    assert.equal((await psp.psp('/v1/payments/in')).body.status, 'refunded');
  }));

test('a key repeated is answered the same; used for another request it conflicts', () =>
  stage(async (psp) => {
    const charge = { payment_id: 'p1', token: 'tok_ok', ...MONEY };
    const first = await psp.psp('/v1/charges', charge, 'k1');
    assert.deepEqual(await psp.psp('/v1/charges', charge, 'k1'), first);
    const other = await psp.psp('/v1/charges', { ...charge, amount: '11.00' }, 'k1');
    assert.deepEqual([other.status, other.body.error], [409, 'idempotency_conflict']);
    await psp.advance(MINUTE_MS);
    assert.equal(psp.hooks.length, 1);
  }));

test('a payment_id has one payment, whatever the key', () =>
  stage(async (psp) => {
    const charge = { payment_id: 'p1', token: 'tok_ok', ...MONEY };
    const first = await psp.psp('/v1/charges', charge, 'k1');
    assert.deepEqual(await psp.psp('/v1/charges', charge, 'k2'), first);
    assert.equal((await psp.psp('/v1/charges', { ...charge, amount: '1.00' }, 'k3')).status, 409);
    const declined = { ...charge, payment_id: 'p2', token: 'tok_declined' };
    assert.equal((await psp.psp('/v1/charges', declined, 'k4')).status, 402);
    assert.equal((await psp.psp('/v1/charges', declined, 'k5')).status, 402);
    await psp.advance(MINUTE_MS);
    assert.equal(psp.hooks.length, 1);
  }));

test('a method is verified, is not, or is unknown', () =>
  stage(async (psp) => {
    const verify = (token: string) => psp.psp('/v1/methods/verify', { token });
    const fine = await verify('tok_ok');
    assert.deepEqual([fine.status, fine.body.verified, fine.body.last4], [200, true, '4242']);
    assert.equal(fine.body.holder, null);
    assert.equal((await verify('tok_unverifiable')).body.verified, false);
    assert.equal((await verify('tok_third_party')).body.holder, 'Somebody Else');
    for (const unknown of ['tok_nobody', 'constructor', '']) {
      assert.equal((await verify(unknown)).status, 404, unknown);
    }
  }));

test('the vault gives a token for a card, and nothing it says or remembers holds the number', () =>
  stage(async (psp) => {
    const pan = '5555555555554444';
    const card = { pan, holder: 'Ada Demo', behaves_like: 'tok_insufficient' };
    const kept = await psp.psp('/v1/cards', card);
    assert.deepEqual([kept.status, kept.body.brand, kept.body.last4], [201, 'mastercard', '4444']);
    assert.match(kept.body.token, /^tok_[A-Za-z0-9_-]{22}$/);
    assert.equal((await psp.psp('/v1/cards', card)).body.token, kept.body.token);
    await psp.psp('/v1/charges', { payment_id: 'p1', token: kept.body.token, ...MONEY });
    await psp.advance(0);
    assert.equal(psp.hooks[0]?.body['reason'], 'insufficient_funds');
    assert.equal(psp.partners.save().includes(pan), false);
  }));

test('the vault refuses what is no card number, and draws one of its own where none is given', () =>
  stage(async (psp) => {
    for (const pan of ['5555555555554445', '4242', 'abcdefghijklmnop', 4242424242424242]) {
      assert.equal((await psp.psp('/v1/cards', { pan })).status, 422, String(pan));
    }
    assert.equal((await psp.psp('/v1/cards', { behaves_like: 'tok_nobody' })).status, 422);
    const one = await psp.psp('/v1/cards', {});
    const two = await psp.psp('/v1/cards', {});
    assert.deepEqual([one.status, one.body.brand], [201, 'visa']);
    assert.notEqual(one.body.token, two.body.token);
  }));

test('what is no payment is refused in words', () =>
  stage(async (psp) => {
    const charge = { payment_id: 'p1', token: 'tok_ok', ...MONEY };
    for (const wrong of [{ amount: '0' }, { amount: 1 }, { currency: 'XXX' }, { payment_id: '' }]) {
      assert.equal((await psp.psp('/v1/charges', { ...charge, ...wrong })).status, 422);
    }
    assert.equal((await psp.psp('/v1/charges', { ...charge, token: 'tok_nobody' })).status, 404);
    assert.equal((await psp.psp('/v1/payments/p1')).status, 404);
    assert.equal((await psp.psp('/v1/nothing')).status, 404);
  }));
