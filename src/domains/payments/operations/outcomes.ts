import { derivedId } from '../../../kernel/ids.js';
import { emit } from '../../audit/index.js';
import type { Context } from '../../context.js';
import type { Entry, Postings } from '../../ledger/index.js';
import type { Next } from '../../sagas/index.js';
import { recordIncident } from './incidents.js';
import type { PaymentRow, PaymentStatus, PspWord } from '../model.js';
import { contradicts, LONGEST_WAIT_MS, reasonOf } from '../model.js';
import { findMethod, heldWithdrawals, updatePayment } from '../store.js';

/**
 * What the PSP's word does to a payment: its money, its status and the journal, all in the running
 * transaction. A word that comes too late or again does nothing (PAY-04).
 */
export function settleByWord(
  ctx: Context,
  payment: PaymentRow,
  word: PspWord,
  source: string,
): PaymentRow {
  if (ctx.parts.payments.mayBecome(payment, word.status)) {
    return move(ctx, payment, word.status, word);
  }
  if (contradicts(payment, word.status)) {
    const data = { status: payment.status, told: word.status };
    const paymentId = payment.payment_id;
    recordIncident(ctx, { kind: 'contradiction', paymentId, payment, source, data });
  }
  return payment;
}

type OwnWord = 'failed' | 'cancelled' | 'processing';

/** Fails, cancels or begins to pay out, by our own word. */
export function settleByUs(
  ctx: Context,
  payment: PaymentRow,
  status: OwnWord,
  reason: string | null,
): PaymentRow {
  const { amount, currency } = payment;
  const word = { amount: ctx.parts.money.format(amount, currency), currency };
  return move(ctx, payment, status, reason === null ? word : { ...word, reason });
}

/** Where a saga goes once its payment stands so. */
export function nextAfter(payment: PaymentRow): Next {
  switch (payment.status) {
    case 'completed':
      return { end: 'completed' };
    case 'failed':
      return { end: payment.kind === 'deposit' ? 'failed' : 'compensated' };
    case 'cancelled':
    case 'refunded':
    case 'charged_back':
      return { end: 'compensated' };
    default:
      return { to: 'await_webhook', inMs: LONGEST_WAIT_MS };
  }
}

function move(
  ctx: Context,
  payment: PaymentRow,
  status: PspWord['status'] | OwnWord,
  word: Omit<PspWord, 'status'>,
): PaymentRow {
  const { payments } = ctx.parts;
  // Before the reversal: money on its way out to this player is stopped first (PAY-08).
  if (status === 'charged_back') stopWithdrawals(ctx, payment);
  const entry = payments.entryFor(ctx, payment, status, word);
  if (entry) postFor(ctx, payment, entry);
  if (payment.kind === 'deposit' && status === 'failed') giveBack(ctx, payment);
  const reason = word.reason === undefined ? null : reasonOf(word.reason, status);
  const moved = updatePayment(ctx, payment, status, reason);
  emit(ctx, `payment.${status}`, payment.player, {
    payment_id: payment.payment_id,
    kind: payment.kind,
    amount: ctx.parts.money.format(payment.amount, payment.currency),
    currency: payment.currency,
    ...(reason !== null && { reason }),
  });
  if (status === 'refunded' || status === 'charged_back') payments.flag(ctx, moved);
  if (status === 'completed') show(ctx, moved);
  return moved;
}

/** KYC-04: money in is looked at when it is there, money out as of when it was asked for. */
function show(ctx: Context, { payment_id, player, kind, amount, ...payment }: PaymentRow): void {
  const holder = findMethod(ctx, payment.method)?.holder ?? null;
  const at = kind === 'withdrawal' ? payment.created_at : ctx.clock.now();
  ctx.parts.kyc.observePayment(ctx, { payment_id, player, kind, amount, at, holder });
}

/** RG-01: a deposit that failed never counted. */
function giveBack(ctx: Context, { player, amount, created_at }: PaymentRow): void {
  ctx.parts.limits.giveBackDeposit(ctx, player, amount, created_at);
}

function postFor(ctx: Context, payment: PaymentRow, entry: Entry): void {
  const wallet = ctx.parts.ledger.walletOf(ctx, payment.player);
  const txnId = derivedId(ctx.seed, 't', payment.payment_id, entry.type);
  ctx.parts.ledger.post(ctx, wallet, entry, txnId);
}

/** The one transaction by which a payment's money moves when it becomes this; most move none. */
export function entryFor(
  ctx: Context,
  payment: PaymentRow,
  status: PaymentStatus,
): Entry | undefined {
  const { amount, payment_id: reference } = payment;
  const entry = (type: Entry['type'], postings: Postings): Entry => ({
    type,
    amount,
    reference,
    postings,
  });
  if (payment.kind === 'withdrawal') {
    if (status === 'completed') return entry('withdrawal', { held: -amount, settlement: amount });
    if (status === 'processing') return undefined;
    return entry('release', { held: -amount, cash: amount });
  }
  if (status === 'completed') return entry('deposit', { cash: amount, settlement: -amount });
  // What never was credited need not be taken back.
  if (payment.status !== 'completed') return undefined;
  const { cash } = ctx.parts.ledger.walletOf(ctx, payment.player);
  const taken = Math.min(cash, amount);
  const type = status === 'refunded' ? 'refund' : 'chargeback';
  return entry(type, { cash: -taken, house: taken - amount, settlement: amount });
}

/** PAY-08: who had money taken back is known as such; after a chargeback they no longer play. */
export function flag(ctx: Context, payment: PaymentRow): void {
  const { payment_id, status } = payment;
  emit(ctx, 'player.flagged', payment.player, { payment_id, reason: status });
  if (status === 'charged_back') ctx.parts.players.block(ctx, payment.player, 'chargeback');
}

function stopWithdrawals(ctx: Context, payment: PaymentRow): void {
  for (const held of heldWithdrawals(ctx, payment.player)) {
    const stopped = settleByUs(ctx, held, 'cancelled', 'chargeback of a deposit');
    moveSaga(ctx, stopped, 'stopped by a chargeback');
  }
}

/** Brings the saga where its payment stands; one that has ended only gets the line in its history. */
export function moveSaga(ctx: Context, payment: PaymentRow, outcome: string): void {
  const saga = ctx.parts.sagas.find(ctx, payment.payment_id);
  if (saga) ctx.parts.sagas.advance(ctx, saga, nextAfter(payment), outcome);
}
