import { assert } from '../../../kernel/errors.js';
import { emit } from '../../audit/index.js';
import type { Context, Ground } from '../../context.js';
import type { Next, PartnerAnswer, PartnerCall, SagaKind, SagaRow } from '../../sagas/index.js';
import { isTransient } from '../../sagas/index.js';
import { recordIncident } from './incidents.js';
import type { MethodRow, PaymentRow, PspWord } from '../model.js';
import {
  CALL_PATIENCE_MS,
  DEPOSIT_PATIENCE_MS,
  LONGEST_WAIT_MS,
  reasonOf,
  WEBHOOK_WAIT_MS,
} from '../model.js';
import { nextAfter, settleByUs, settleByWord } from './outcomes.js';
import { findMethod, findPayment, updateMethod } from '../store.js';

/** PAY-01, PAY-02: money moves in steps, and each step is a row before the PSP hears of it. */
export const kinds: Readonly<Record<string, SagaKind>> = {
  deposit: {
    charge: {
      ask: (ground, saga) => moneyCall(ground, saga, '/v1/charges', 'psp.createCharge'),
      settle: settleCall,
    },
    await_webhook: { settle: () => ({ to: 'ask_status' }) },
    ask_status: { ask: statusCall, settle: settleStatus },
  },
  withdrawal: {
    review: { settle: beginPayout },
    pay_out: {
      ask: (ground, saga) => moneyCall(ground, saga, '/v1/payouts', 'psp.createPayout'),
      settle: settleCall,
    },
    await_webhook: { settle: () => ({ to: 'ask_status' }) },
    ask_status: { ask: statusCall, settle: settleStatus },
  },
  verification: { verify: { ask: verifyCall, settle: settleVerification } },
};

const paymentOf = (ground: Ground, saga: SagaRow): PaymentRow => {
  const payment = findPayment(ground, saga.subject);
  assert(payment, 'a saga of money has its payment');
  return payment;
};

/** The same key at every repeat: a call that got lost is answered as it was (RES-01). */
function moneyCall(ground: Ground, saga: SagaRow, path: string, name: string): PartnerCall {
  const { payment_id, method, amount, currency } = paymentOf(ground, saga);
  const token = findMethod(ground, method)?.psp_token;
  const money = { amount: ground.parts.money.format(amount, currency), currency };
  const key = ground.parts.payments.pspKey(saga);
  const body = { payment_id, token, ...money };
  return { partner: 'psp', name, method: 'POST', path, key, body };
}

function statusCall(ground: Ground, saga: SagaRow): PartnerCall {
  const path = `/v1/payments/${encodeURIComponent(saga.subject)}`;
  const key = ground.parts.payments.pspKey(saga);
  return { partner: 'psp', name: 'psp.getPayment', method: 'GET', path, key };
}

/** A saga whose payment was settled meanwhile goes where the payment is. */
const isOpen = ({ status }: PaymentRow): boolean =>
  status === 'pending' || status === 'challenge' || status === 'held' || status === 'processing';

/** Committed before the pay-out is asked for: from here on nobody can cancel it. */
function beginPayout(ctx: Context, saga: SagaRow): Next {
  const payment = paymentOf(ctx, saga);
  if (payment.status !== 'held') return nextAfter(payment);
  settleByUs(ctx, payment, 'processing', null);
  return { to: 'pay_out' };
}

function settleCall(ctx: Context, saga: SagaRow, answer: PartnerAnswer | undefined): Next {
  const payment = paymentOf(ctx, saga);
  if (!isOpen(payment)) return nextAfter(payment);
  if (answer === undefined || isTransient(answer)) {
    // Whether it arrived is not known: only the PSP can say so.
    const patient = ctx.clock.now() - payment.created_at < CALL_PATIENCE_MS;
    return patient ? { retry: true } : { to: 'ask_status' };
  }
  if (answer.status < 300) return { to: 'await_webhook', inMs: WEBHOOK_WAIT_MS };
  const { reason: why, error } = answer.body;
  const reason = reasonOf(why ?? error, 'declined');
  return nextAfter(settleByUs(ctx, payment, 'failed', reason));
}

function settleStatus(ctx: Context, saga: SagaRow, answer: PartnerAnswer | undefined): Next {
  const payment = paymentOf(ctx, saga);
  if (!isOpen(payment)) return nextAfter(payment);
  if (answer === undefined || isTransient(answer)) return { retry: true };
  if (answer.status === 404) {
    return nextAfter(settleByUs(ctx, payment, 'failed', 'the PSP knows no such payment'));
  }
  const word = answer.body as unknown as PspWord;
  if (!ctx.parts.payments.mayBecome(payment, word.status)) return undecided(ctx, saga, payment);
  const field = ctx.parts.payments.mismatchOf(payment, word);
  if (field) {
    const paymentId = payment.payment_id;
    const data = { field, status: word.status };
    recordIncident(ctx, { kind: 'amount_mismatch', paymentId, payment, source: 'status', data });
    return undecided(ctx, saga, payment);
  }
  const settled = settleByWord(ctx, payment, word, 'status');
  return isOpen(settled) ? undecided(ctx, saga, settled) : nextAfter(settled);
}

/** Asks again, at first after minutes, then each hour; a deposit is given up after a day. */
function undecided(ctx: Context, saga: SagaRow, payment: PaymentRow): Next {
  const ageMs = ctx.clock.now() - payment.created_at;
  if (payment.kind === 'deposit' && ageMs >= DEPOSIT_PATIENCE_MS) {
    return nextAfter(settleByUs(ctx, payment, 'failed', 'the PSP did not decide in time'));
  }
  const asked = Number(saga.data['asked'] ?? 0) + 1;
  const inMs = Math.min(WEBHOOK_WAIT_MS * 2 ** (asked - 1), LONGEST_WAIT_MS);
  return { to: 'await_webhook', inMs, data: { asked } };
}

const methodOf = (ground: Ground, saga: SagaRow): MethodRow => {
  const method = findMethod(ground, String(saga.data['method_id']));
  assert(method, 'a verification has its method');
  return method;
};

function verifyCall(ground: Ground, saga: SagaRow): PartnerCall {
  const { psp_token: token } = methodOf(ground, saga);
  const name = 'psp.verifyMethod';
  const path = '/v1/methods/verify';
  const key = ground.parts.payments.pspKey(saga);
  return { partner: 'psp', name, method: 'POST', path, key, body: { token } };
}

function settleVerification(ctx: Context, saga: SagaRow, answer: PartnerAnswer | undefined): Next {
  if (answer === undefined || isTransient(answer)) return { retry: true };
  const method = methodOf(ctx, saga);
  const { kind, brand, last4, holder, verified } = answer.body;
  const status = answer.status < 300 && verified === true ? 'verified' : 'failed';
  updateMethod(ctx, {
    ...method,
    kind: shortText(kind),
    brand: shortText(brand),
    last4: typeof last4 === 'string' && /^[0-9]{4}$/.test(last4) ? last4 : null,
    holder: typeof holder === 'string' ? reasonOf(holder, '') : null,
    status,
  });
  emit(ctx, `method.${status}`, method.player, { method_id: method.method_id });
  return { end: status === 'verified' ? 'completed' : 'failed' };
}

const shortText = (told: unknown): string | null =>
  typeof told === 'string' ? reasonOf(told, '').slice(0, 40) : null;
