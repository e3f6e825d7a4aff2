import type { Input, Output } from '../../../contract/types.js';
import type { Context, KeptRefusal } from '../../context.js';
import { keptRefusal } from '../../context.js';
import { recordIncident } from './incidents.js';
import { moveSaga, settleByWord } from './outcomes.js';
import type { EventRow } from '../store.js';
import { findPayment, insertEvent } from '../store.js';

/** What the PSP says, once its signature held: one effect for each event (PAY-03, PAY-04). */
export function receivePaymentWebhook(
  ctx: Context,
  event: Input<'receivePaymentWebhook'>,
): Output<'receivePaymentWebhook'> | KeptRefusal {
  const { payments } = ctx.parts;
  const taken = payments.eventTaken(ctx, event.event_id);
  if (taken) return receiptOf(taken);

  const { payment_id: paymentId, event_id: source, status: told } = event;
  const payment = findPayment(ctx, paymentId);
  if (!payment) {
    recordIncident(ctx, { kind: 'unknown_payment', paymentId, source, data: { told } });
    return keptRefusal('PAYMENT_NOT_FOUND', { field: 'payment_id' });
  }
  const field = payments.mismatchOf(payment, event);
  if (field) {
    const data = { field, told };
    recordIncident(ctx, { kind: 'amount_mismatch', paymentId, payment, source, data });
    return keptRefusal('AMOUNT_MISMATCH', { field });
  }
  const settled = settleByWord(ctx, payment, event, source);
  if (settled.status !== payment.status) moveSaga(ctx, settled, `webhook: ${told}`);
  const row = { event_id: source, payment: paymentId, status: settled.status };
  insertEvent(ctx, row);
  return receiptOf(row);
}

const receiptOf = (event: EventRow): Output<'receivePaymentWebhook'> => ({
  event_id: event.event_id,
  payment_id: event.payment,
  status: event.status,
});
