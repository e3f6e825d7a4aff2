import { derivedId } from '../../kernel/ids.js';
import { currencies, decimalsOf, formatAmount, parseAmount } from '../../kernel/money.js';
import type { Asked, PartnerRoute, Reply } from '../desk.js';
import { trouble } from '../desk.js';
import type { Ground } from '../partner.js';
import type { PspBook, PspPayment } from './book.js';
import { findIn, shownPayment, standingOf } from './book.js';
import type { Fate, PaymentKind, PaymentStatus, Telling } from './fates.js';
import { findTokenFixture, tellingsOf, timelineOf } from './fates.js';
import { findCard } from './vault.js';

type Psp = Ground<PspBook>;

/** Money in, money out, and what becomes of it. */
export const paymentRoutes = (psp: Psp): readonly PartnerRoute[] => [
  { method: 'post', path: '/v1/charges', run: (asked) => open(psp, 'charge', asked) },
  { method: 'post', path: '/v1/payouts', run: (asked) => open(psp, 'payout', asked) },
  { method: 'get', path: '/v1/payments/:payment_id', run: (asked) => show(psp, asked) },
  { method: 'post', path: '/v1/payments/:payment_id/confirm', run: (asked) => confirm(psp, asked) },
  { method: 'post', path: '/v1/refunds', run: (asked) => refund(psp, asked) },
];

const notFound = (): Reply => trouble(404, 'payment_not_found', 'No such payment.');

function open(psp: Psp, kind: PaymentKind, asked: Asked): Reply {
  const { payment_id, token, amount, currency } = asked.body;
  if (typeof payment_id !== 'string' || payment_id === '' || !isMoney(amount, currency)) {
    return trouble(422, 'invalid_request', 'payment_id, token, amount and currency are needed.');
  }
  const found = findCard(psp.book(), token);
  if (!found) return trouble(404, 'token_not_found', 'No such token.');
  const known = findIn(psp.book().payments, payment_id);
  if (known) return again(known, kind, asked.body);
  const fate = findTokenFixture(found.behavesLike)?.[kind];
  const payment: PspPayment = {
    psp_id: derivedId(psp.seed(), 'psp', payment_id),
    payment_id,
    kind,
    token: String(token),
    amount: String(amount),
    currency: String(currency),
    timeline: [],
  };
  psp.book().payments[payment_id] = payment;
  psp.note(['payments', payment_id], payment);
  return fate?.refused === undefined
    ? accept(psp, payment, fate, asked)
    : refuse(psp, payment, fate.refused);
}

/** A payment has one life, whatever the key: the same again is accepted, another is a conflict. */
function again(known: PspPayment, kind: PaymentKind, body: Asked['body']): Reply {
  const same =
    known.kind === kind &&
    known.token === body['token'] &&
    known.amount === body['amount'] &&
    known.currency === body['currency'];
  if (!same) return trouble(409, 'payment_exists', 'This payment_id was used for another payment.');
  const [first] = known.timeline;
  return first?.status === 'failed' && first.reason?.startsWith('refused: ')
    ? declined(known, first.reason.slice('refused: '.length))
    : accepted(known);
}

const accepted = ({ psp_id, payment_id }: PspPayment): Reply => ({
  status: 202,
  body: { psp_id, payment_id, status: 'accepted' },
});

const declined = ({ psp_id, payment_id }: PspPayment, reason: string): Reply => ({
  status: 402,
  body: { error: 'declined', message: 'The payment is refused.', reason, psp_id, payment_id },
});

function refuse(psp: Psp, payment: PspPayment, reason: string): Reply {
  become(psp, payment, 'failed', `refused: ${reason}`);
  return declined(payment, reason);
}

function accept(psp: Psp, payment: PspPayment, fate: Fate | undefined, asked: Asked): Reply {
  for (const { status, reason, after_ms } of timelineOf(fate)) {
    become(psp, payment, status, reason, after_ms);
  }
  for (const telling of tellingsOf(fate)) tell(psp, payment, telling, asked);
  return accepted(payment);
}

function become(
  psp: Psp,
  payment: PspPayment,
  status: PaymentStatus,
  reason: string | null = null,
  afterMs = 0,
): void {
  payment.timeline.push({ status, reason, at: psp.clock.now() + afterMs });
  psp.note(['payments', payment.payment_id], payment);
}

function tell(psp: Psp, payment: PspPayment, telling: Telling, cause: Asked): void {
  const { payment_id, amount, currency } = payment;
  psp.plan({
    subject: payment_id,
    cause,
    afterMs: telling.after_ms,
    times: telling.times,
    body: {
      payment_id,
      amount: telling.amount ? oneUnitMore(amount, currency) : amount,
      currency: telling.currency ? anotherThan(currency) : currency,
      status: telling.status,
      ...(telling.reason !== undefined && { reason: telling.reason }),
    },
  });
}

function show(psp: Psp, { params }: Asked): Reply {
  const payment = findIn(psp.book().payments, params['payment_id']);
  return payment ? { status: 200, body: shownPayment(payment, psp.clock.now()) } : notFound();
}

/** The card holder passes the challenge, or not. */
function confirm(psp: Psp, asked: Asked): Reply {
  const payment = findIn(psp.book().payments, asked.params['payment_id']);
  if (!payment) return notFound();
  if (standingOf(payment, psp.clock.now()).status !== 'challenge') {
    return trouble(409, 'no_challenge', 'This payment waits for nobody.');
  }
  const passed = asked.body['passed'] !== false;
  settle(psp, payment, asked, passed ? 'completed' : 'failed', passed ? null : 'challenge_failed');
  return { status: 200, body: shownPayment(payment, psp.clock.now()) };
}

function refund(psp: Psp, asked: Asked): Reply {
  const payment = findIn(psp.book().payments, asked.body['payment_id']);
  if (!payment) return notFound();
  const { status } = standingOf(payment, psp.clock.now());
  if (payment.kind !== 'charge' || status !== 'completed') {
    return trouble(409, 'not_refundable', 'Only a completed charge can be refunded.');
  }
  settle(psp, payment, asked, 'refunded', null);
  return accepted(payment);
}

function settle(
  psp: Psp,
  payment: PspPayment,
  cause: Asked,
  status: PaymentStatus,
  reason: string | null,
): void {
  become(psp, payment, status, reason);
  tell(psp, payment, { status, ...(reason !== null && { reason }) }, cause);
}

function isMoney(amount: unknown, currency: unknown): boolean {
  if (typeof currency !== 'string' || decimalsOf(currency) === undefined) return false;
  const parsed = parseAmount(amount, currency);
  return parsed.ok && parsed.minor > 0;
}

function oneUnitMore(amount: string, currency: string): string {
  const parsed = parseAmount(amount, currency);
  return parsed.ok ? formatAmount(parsed.minor + 1, currency) : amount;
}

/** With as many decimals, so that the amount alone does not give it away. */
const anotherThan = (currency: string): string =>
  currencies().find((other) => other !== currency && decimalsOf(other) === decimalsOf(currency)) ??
  'EUR';
