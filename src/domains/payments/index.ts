import { refuse } from '../../kernel/errors.js';
import type { Context, Domain, Ground } from '../context.js';
import { command, query } from '../context.js';
import type { Entry } from '../ledger/index.js';
import type { PlayerRow } from '../players/index.js';
import type { SagaRow } from '../sagas/index.js';
import type { MethodRow, PaymentRow, PaymentStatus, PspWord } from './model.js';
import {
  mayBecome,
  mismatchOf,
  refuseUnlessCancellable,
  refuseUnlessMethodVerified,
} from './model.js';
import { cancelWithdrawal } from './operations/cancel.js';
import { checkPayment, createDeposit } from './operations/deposit.js';
import { createPaymentMethod, verifyPaymentMethod } from './operations/method.js';
import { getPayment, listPaymentMethods, listPayments } from './operations/reading.js';
import { receivePaymentWebhook } from './operations/webhook.js';
import { createWithdrawal } from './operations/withdrawal.js';
import { entryFor, flag } from './operations/outcomes.js';
import { kinds } from './operations/steps.js';
import type { EventRow } from './store.js';
import { findEvent, findMethod } from './store.js';
import { tables } from './tables.js';

export { forgetHolders, hasOpenPayment } from './store.js';
export { listPaymentMethods, listPayments };
export type { MethodRow, PaymentRow, PaymentStatus, PspWord } from './model.js';
export { kinds } from './operations/steps.js';

/** The decisions of money in and out, each by itself, so that each can be doubted by itself. */
export interface PaymentRules {
  /** The player's own method, or METHOD_NOT_FOUND (PAY-06). */
  methodOf(ground: Ground, playerId: string, methodId: string): MethodRow;
  refuseUnlessMethodVerified(method: MethodRow): void;
  /** KYC-03: nothing is paid out to somebody who is not verified. */
  refuseUnlessVerified(ctx: Context, player: PlayerRow): void;
  /** PAY-07: while the circuit to the PSP is open, nothing begins. */
  refuseWhilePspDown(ground: Ground): void;
  refuseUnlessCancellable(payment: PaymentRow): void;
  mayBecome(payment: PaymentRow, status: PaymentStatus): boolean;
  mismatchOf(
    payment: PaymentRow,
    told: Pick<PspWord, 'amount' | 'currency'>,
  ): 'amount' | 'currency' | undefined;
  /** The transaction that moves a payment's money when it becomes this. */
  entryFor(
    ctx: Context,
    payment: PaymentRow,
    status: PaymentStatus,
    word: Omit<PspWord, 'status'>,
  ): Entry | undefined;
  /** What was answered to this event before (PAY-04). */
  eventTaken(ground: Ground, eventId: string): EventRow | undefined;
  /** The idempotency key under which the PSP is asked: the same for every repeat. */
  pspKey(saga: SagaRow): string;
  flag(ctx: Context, payment: PaymentRow): void;
}

export const soundPayments: PaymentRules = {
  methodOf(ground, playerId, methodId) {
    const method = findMethod(ground, methodId);
    if (method?.player === playerId) return method;
    return refuse('METHOD_NOT_FOUND', { field: 'method_id' });
  },
  refuseUnlessMethodVerified,
  refuseUnlessVerified: (ctx, player) => ctx.parts.kyc.refuseUnlessVerified(ctx, player),
  refuseWhilePspDown(ground) {
    const downMs = ground.partners.downForMs('psp');
    if (downMs === undefined) return;
    const retryAfterS = Math.max(1, Math.ceil(downMs / 1_000));
    refuse('PARTNER_UNAVAILABLE', { partner: 'psp', retry_after_s: retryAfterS });
  },
  refuseUnlessCancellable,
  mayBecome,
  mismatchOf,
  entryFor,
  eventTaken: findEvent,
  pspKey: (saga) => `${saga.step}:${saga.subject}`,
  flag,
};

export const payments: Domain = {
  name: 'payments',
  tables,
  operations: {
    createPaymentMethod: command(createPaymentMethod),
    listPaymentMethods: query(listPaymentMethods),
    verifyPaymentMethod: command(verifyPaymentMethod),
    createDeposit: command(createDeposit, checkPayment),
    createWithdrawal: command(createWithdrawal, checkPayment),
    cancelWithdrawal: command(cancelWithdrawal),
    getPayment: query(getPayment),
    listPayments: query(listPayments),
    receivePaymentWebhook: command(receivePaymentWebhook),
  },
  sagas: kinds,
};
