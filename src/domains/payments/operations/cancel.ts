import { refuse } from '../../../kernel/errors.js';
import type { Operation } from '../../context.js';
import { moveSaga, settleByUs } from './outcomes.js';
import { findPayment } from '../store.js';
import { bodyOf } from './reading.js';

export const cancelWithdrawal: Operation<'cancelWithdrawal'> = (ctx, input) => {
  const payment =
    findPayment(ctx, input.payment_id) ?? refuse('PAYMENT_NOT_FOUND', { field: 'payment_id' });
  if (payment.status !== 'cancelled') {
    ctx.parts.payments.refuseUnlessCancellable(payment);
    const cancelled = settleByUs(ctx, payment, 'cancelled', 'cancelled before its pay-out');
    moveSaga(ctx, cancelled, 'cancelled');
  }
  return bodyOf(ctx, payment.payment_id);
};
