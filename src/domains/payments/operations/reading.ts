import { assert, refuse } from '../../../kernel/errors.js';
import type { Schema } from '../../../contract/types.js';
import type { Ground, Operation } from '../../context.js';
import type { PaymentRow } from '../model.js';
import { methodBody, paymentBody } from '../model.js';
import { findPayment, methodsBelow, paymentsBelow } from '../store.js';

export const getPayment: Operation<'getPayment'> = (ctx, input) => {
  const payment = findPayment(ctx, input.payment_id);
  return payment ? shown(ctx, payment) : refuse('PAYMENT_NOT_FOUND', { field: 'payment_id' });
};

export const listPayments: Operation<'listPayments'> = (ctx, input) => {
  const player = ctx.parts.players.playerOf(ctx, input.player_id);
  const limit = input.limit ?? 20;
  const rows = paymentsBelow(ctx, player.player_id, positionOf(input.cursor), limit);
  return { items: rows.map((row) => shown(ctx, row)), next_cursor: nextOf(rows, limit) };
};

export const listPaymentMethods: Operation<'listPaymentMethods'> = (ctx, input) => {
  const player = ctx.parts.players.playerOf(ctx, input.player_id);
  const limit = input.limit ?? 20;
  const rows = methodsBelow(ctx, player.player_id, positionOf(input.cursor), limit);
  return { items: rows.map(methodBody), next_cursor: nextOf(rows, limit) };
};

/** The payment as it stands in the running transaction. */
export function bodyOf(ground: Ground, paymentId: string): Schema<'Payment'> {
  const payment = findPayment(ground, paymentId);
  assert(payment, 'the payment was just written');
  return shown(ground, payment);
}

function shown(ground: Ground, payment: PaymentRow): Schema<'Payment'> {
  const { sagas, money } = ground.parts;
  const saga = sagas.find(ground, payment.payment_id);
  assert(saga, 'every payment has its saga');
  return paymentBody(payment, sagas.history(ground, saga), money.format);
}

const CURSOR = /^b([0-9]{1,15})$/;

/** A cursor names the row it stops at, so it holds while newer ones arrive (MONEY-06). */
function positionOf(cursor: string | undefined): number {
  if (cursor === undefined) return Number.MAX_SAFE_INTEGER;
  const matched = CURSOR.exec(cursor);
  if (matched) return Number(matched[1]);
  return refuse('VALIDATION_ERROR', { field: 'cursor', rule: 'cursor' });
}

const nextOf = (rows: readonly { readonly seq: number }[], limit: number): string | null => {
  const last = rows.at(-1);
  return rows.length === limit && last ? `b${last.seq}` : null;
};
