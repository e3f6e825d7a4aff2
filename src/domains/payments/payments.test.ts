import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatTime, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../kernel/time.js';
import type { Partners } from '../../partners/index.js';
import { openPartners } from '../../partners/index.js';
import type { Members, Stage, Told } from '../../sandbox/stage.js';
import { openStage } from '../../sandbox/stage.js';
import type { PaymentKind, PaymentRow, PaymentStatus } from './model.js';
import { contradicts, mayBecome, mismatchOf, REVIEW_MS, WEBHOOK_WAIT_MS } from './model.js';

interface Cashdesk extends Stage {
  readonly psp: Partners['psp'];
  /** Asks, and expects a yes. */
  yes(operation: Parameters<Stage['call']>[0], members: Members): Promise<Told['body']>;
  /** A player with 100.00 EUR and a verified method; what a payment is asked with. */
  payer(token?: string): Promise<{ player: string; asking: Members }>;
  webhook(members: Members): Promise<Told>;
  /** Moves the clock, doing on the way what falls due. */
  pass(ms: number): Promise<void>;
  wallet(player: string): readonly number[];
}

/** A platform and a PSP that never sends a webhook by itself: the tests say what it tells. */
async function stage(work: (desk: Cashdesk) => Promise<void>): Promise<void> {
  const opened: { at?: Stage } = {};
  const clock = { kind: 'virtual', now: () => opened.at?.clock.now() ?? 0 } as const;
  const partners = await openPartners({
    clock,
    seed: () => '1',
    platform: () => 'http://127.0.0.1:9',
    wake: () => undefined,
  });
  const at = await openStage({ partners: (name) => partners[name].url });
  opened.at = at;
  let keys = 0;
  const yes: Cashdesk['yes'] = async (operation, members) => {
    const told = await at.call(operation, members);
    assert.equal(told.outcome, 'success', told.text);
    return told.body;
  };
  const pass = async (ms: number): Promise<void> => {
    await at.world.scheduler.moveTo(at.clock.now() + ms);
  };
  try {
    await work({
      ...at,
      psp: partners.psp,
      yes,
      pass,
      async payer(token = 'tok_never_answers') {
        const player = await at.player({ kyc_status: 'approved' });
        const kept = { player_id: player, psp_token: `${token}.${(keys += 1)}` };
        const { method_id } = await yes('createPaymentMethod', kept);
        await yes('verifyPaymentMethod', { method_id });
        await pass(0);
        const key = `of_${player}`;
        const amount = { amount: '50.00', currency: 'EUR' };
        return {
          player,
          asking: { player_id: player, method_id, ...amount, idempotency_key: key },
        };
      },
      webhook: (members) => {
        const event = { event_id: `evt_${(keys += 1)}`, timestamp: formatTime(at.clock.now()) };
        const said = { amount: '50.00', currency: 'EUR', status: 'completed' };
        const sent = { ...event, ...said, ...members };
        return at.call('receivePaymentWebhook', sent, { signedBy: 'psp' });
      },
      wallet(player) {
        const [row] = at.sql('SELECT cash, held, in_play FROM wallets WHERE player = ?', player);
        return Object.values(row ?? {}) as number[];
      },
    });
    assert.deepEqual(at.books().violations, []);
  } finally {
    at.world.close();
    await partners.close();
  }
}

const stepsOf = (payment: Told['body']): readonly string[] =>
  (payment['steps'] as { step: string; outcome: string }[]).map(
    ({ step, outcome }) => `${step}: ${outcome}`,
  );

test('a deposit moves no money until the PSP has said so, and then once', () =>
  stage(async ({ yes, payer, webhook, pass, wallet }) => {
    const { player, asking } = await payer();
    const { payment_id, status } = await yes('createDeposit', asking);
    await pass(0);
    assert.equal(status, 'pending');
    assert.deepEqual(wallet(player), [10_000, 0, 0]);

    const event = { payment_id, event_id: 'evt_same' };
    assert.deepEqual((await webhook(event)).body, { ...event, status: 'completed' });
    assert.deepEqual((await webhook(event)).body, { ...event, status: 'completed' });
    await webhook({ payment_id });
    assert.deepEqual(wallet(player), [15_000, 0, 0]);
  }));

test('a silent PSP is asked after its time, and its answer settles the deposit', () =>
  stage(async ({ yes, payer, pass, wallet, psp }) => {
    const { player, asking } = await payer();
    const { payment_id } = await yes('createDeposit', asking);
    await pass(WEBHOOK_WAIT_MS - SECOND_MS);
    assert.deepEqual(wallet(player), [10_000, 0, 0]);
    await pass(2 * SECOND_MS);

    assert.deepEqual(wallet(player), [15_000, 0, 0]);
    assert.deepEqual(stepsOf(await yes('getPayment', { payment_id })), [
      'charge: started',
      'await_webhook: answered 202',
      'ask_status: time passed',
      'ask_status: answered 200',
    ]);
    const asked = psp.log(10).map(({ what, key }) => [what, key]);
    assert.deepEqual(asked.slice(-2), [
      ['POST /v1/charges', `charge:${String(payment_id)}`],
      [`GET /v1/payments/${String(payment_id)}`, `ask_status:${String(payment_id)}`],
    ]);
  }));

test('a withdrawal can be cancelled to its last moment of review and not after it', () =>
  stage(async ({ call, yes, payer, pass, wallet }) => {
    const { player, asking } = await payer();
    const first = await yes('createWithdrawal', asking);
    await pass(REVIEW_MS - 1);
    const cancelled = await yes('cancelWithdrawal', { payment_id: first['payment_id'] });
    assert.equal(cancelled['status'], 'cancelled');
    assert.deepEqual(wallet(player), [10_000, 0, 0]);

    const second = await yes('createWithdrawal', { ...asking, idempotency_key: 'second' });
    await pass(REVIEW_MS);
    const late = await call('cancelWithdrawal', { payment_id: second['payment_id'] });
    assert.equal(late.outcome, 'STATE_CONFLICT');
    assert.deepEqual(wallet(player), [5_000, 5_000, 0]);
  }));

test('a call that gets no answer is repeated under one key until there is one', () =>
  stage(async ({ yes, payer, pass, wallet, psp }) => {
    const { player, asking } = await payer();
    psp.state().mode = 'down';
    const { payment_id } = await yes('createWithdrawal', asking);
    await pass(20 * MINUTE_MS);
    assert.deepEqual(wallet(player), [5_000, 5_000, 0]);
    psp.state().mode = 'ok';
    await pass(HOUR_MS);

    assert.equal((await yes('getPayment', { payment_id }))['status'], 'completed');
    assert.deepEqual(wallet(player), [5_000, 0, 0]);
    const keys = psp
      .log(1_000)
      .filter(({ what }) => what === 'POST /v1/payouts')
      .map(({ key }) => key);
    assert.ok(keys.length > 5, 'the times it was asked');
    assert.deepEqual([...new Set(keys)], [`pay_out:${String(payment_id)}`]);
  }));

test('while the circuit is open nothing begins, and the wait is told', () =>
  stage(async ({ call, yes, payer, pass, wallet, psp }) => {
    const others = await Promise.all(Array.from({ length: 5 }, () => payer()));
    const { player, asking } = await payer();
    psp.state().mode = 'down';
    for (const other of others) await yes('createDeposit', other.asking);
    await pass(0);

    const refused = await call('createWithdrawal', asking);
    assert.equal(refused.outcome, 'PARTNER_UNAVAILABLE');
    assert.deepEqual(refused.details, { partner: 'psp', retry_after_s: 30 });
    assert.deepEqual(wallet(player), [10_000, 0, 0]);
  }));

test('an incident stands although the webhook was refused, and once for each event', () =>
  stage(async ({ yes, payer, webhook, wallet, sql }) => {
    const { player, asking } = await payer();
    const { payment_id } = await yes('createDeposit', asking);
    const wrong = { payment_id, event_id: 'evt_wrong', amount: '50.01' };
    assert.equal((await webhook(wrong)).outcome, 'AMOUNT_MISMATCH');
    assert.equal((await webhook(wrong)).outcome, 'AMOUNT_MISMATCH');
    const unknown = { payment_id: 'pay_unknown' };
    assert.equal((await webhook(unknown)).outcome, 'PAYMENT_NOT_FOUND');

    const kinds = sql('SELECT kind, player FROM incidents ORDER BY seq');
    assert.deepEqual(kinds, [
      { kind: 'amount_mismatch', player },
      { kind: 'unknown_payment', player: null },
    ]);
    assert.deepEqual(wallet(player), [10_000, 0, 0]);
    assert.equal((await webhook({ payment_id })).body['status'], 'completed');
  }));

test('a chargeback takes what is there, and the house bears what is not', () =>
  stage(async ({ yes, payer, webhook, wallet, sql }) => {
    const { player, asking } = await payer();
    const { payment_id } = await yes('createDeposit', asking);
    await webhook({ payment_id });
    const stake = { player_id: player, round_id: 'r1', amount: '120.00', currency: 'EUR' };
    await yes('debitRound', { ...stake, idempotency_key: 'stake' });
    await webhook({ payment_id, status: 'charged_back' });

    assert.deepEqual(wallet(player), [0, 0, 12_000]);
    const [chargeback] = sql(
      `SELECT cash, house, settlement FROM transactions WHERE type = 'chargeback'`,
    );
    assert.deepEqual(chargeback, { cash: -3_000, house: -2_000, settlement: 5_000 });
    assert.equal((await yes('getPlayer', { player_id: player }))['status'], 'blocked');
  }));

test('a deposit that fails gives its limit back', () =>
  stage(async ({ call, yes, payer, webhook }) => {
    const { player, asking } = await payer();
    const limit = { player_id: player, kind: 'deposit', period: 'day', amount: '50.00' };
    await yes('setLimit', limit);
    const { payment_id } = await yes('createDeposit', asking);
    const more = { ...asking, idempotency_key: 'more' };
    assert.equal((await call('createDeposit', more)).outcome, 'LIMIT_EXCEEDED');
    await webhook({ payment_id, status: 'failed', reason: 'declined' });

    const again = { ...asking, idempotency_key: 'again' };
    assert.equal((await call('createDeposit', again)).outcome, 'success');
  }));

test('reasons of the PSP are kept without card numbers', () =>
  stage(async ({ yes, payer, webhook, sql }) => {
    const { asking } = await payer();
    const { payment_id } = await yes('createDeposit', asking);
    const reason = 'stolen card 4242 4242 4242 4242';
    const told = await webhook({ payment_id, status: 'failed', reason });
    assert.equal(told.outcome, 'PAN_NOT_ALLOWED');
    assert.deepEqual(told.details, { field: 'reason' });
    const kept = sql(`SELECT data FROM journal WHERE data LIKE '%4242%'`);
    assert.deepEqual(kept, []);
  }));

const ALL =
  'pending challenge held processing completed failed cancelled refunded charged_back'.split(
    ' ',
  ) as readonly PaymentStatus[];

const payment = (kind: PaymentKind, status: PaymentStatus): PaymentRow => ({
  seq: 1,
  payment_id: 'pay_1',
  kind,
  player: 'p',
  method: 'pm',
  amount: 5_000,
  currency: 'EUR',
  status,
  reason: null,
  created_at: 0,
  updated_at: 0,
});

const waysFrom = (kind: PaymentKind, status: PaymentStatus): readonly PaymentStatus[] =>
  ALL.filter((next) => mayBecome(payment(kind, status), next));

test('nothing becomes what it is, and what has ended stays so but for a reversal', () => {
  for (const kind of ['deposit', 'withdrawal'] as const) {
    for (const status of ALL) assert.ok(!waysFrom(kind, status).includes(status), status);
    for (const status of ['failed', 'cancelled', 'refunded', 'charged_back'] as const) {
      assert.deepEqual(waysFrom(kind, status), [], `${kind} ${status}`);
    }
  }
  assert.deepEqual(waysFrom('deposit', 'completed'), ['refunded', 'charged_back']);
  assert.deepEqual(waysFrom('withdrawal', 'completed'), []);
});

test('a withdrawal under way can no longer be cancelled, a deposit never', () => {
  assert.ok(waysFrom('withdrawal', 'held').includes('cancelled'));
  assert.ok(!waysFrom('withdrawal', 'processing').includes('cancelled'));
  for (const status of ALL) assert.ok(!waysFrom('deposit', status).includes('cancelled'));
});

test('the opposite of how it ended contradicts; what came before it is only late', () => {
  assert.ok(contradicts(payment('deposit', 'failed'), 'completed'));
  assert.ok(contradicts(payment('deposit', 'completed'), 'failed'));
  assert.ok(!contradicts(payment('deposit', 'completed'), 'completed'));
  assert.ok(!contradicts(payment('deposit', 'completed'), 'challenge'));
  assert.ok(!contradicts(payment('deposit', 'charged_back'), 'completed'));
  assert.ok(!contradicts(payment('deposit', 'pending'), 'completed'));
});

test('amount and currency match exactly, however the amount is written', () => {
  const asked = payment('deposit', 'pending');
  assert.equal(mismatchOf(asked, { amount: '50.00', currency: 'EUR' }), undefined);
  assert.equal(mismatchOf(asked, { amount: '50', currency: 'EUR' }), undefined);
  assert.equal(mismatchOf(asked, { amount: '50.01', currency: 'EUR' }), 'amount');
  assert.equal(mismatchOf(asked, { amount: '50.000', currency: 'EUR' }), 'amount');
  assert.equal(mismatchOf(asked, { amount: 'fifty', currency: 'EUR' }), 'amount');
  assert.equal(mismatchOf(asked, { amount: '50.00', currency: 'USD' }), 'currency');
});
