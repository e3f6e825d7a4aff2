/** The operations that begin a payment, and what each begins. */
export const BEGINS = { createDeposit: 'deposit', createWithdrawal: 'withdrawal' } as const;

export type PaymentOperation = keyof typeof BEGINS;
export type PaymentKind = (typeof BEGINS)[PaymentOperation];

export const isPaymentOperation = (operation: string): operation is PaymentOperation =>
  Object.hasOwn(BEGINS, operation);

/** A series of its own beside those of requests: from the accepted deposit to its final status. */
export const PAYMENT_CONFIRMATION = 'payment confirmation';

/** Likewise: from the change on the platform to the reader who follows it live. */
export const LIVE_DELIVERY = 'live delivery';

/** Whether a series is made of requests. */
export const isRequest = (series: string): boolean =>
  series !== PAYMENT_CONFIRMATION && series !== LIVE_DELIVERY;

const FINAL: ReadonlySet<unknown> = new Set([
  'completed',
  'failed',
  'cancelled',
  'refunded',
  'charged_back',
]);

/** Whether a payment as the target tells it has ended. */
export const isFinal = (status: unknown): boolean => FINAL.has(status);
