import { refuse } from '../../kernel/errors.js';
import { parseAmount } from '../../kernel/money.js';
import { withoutPans } from '../../kernel/pan.js';
import { DAY_MS, formatTime, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../kernel/time.js';
import type { Schema } from '../../contract/types.js';
import type { SagaStepRow } from '../sagas/index.js';

/** How long a withdrawal can still be cancelled before its pay-out begins. */
export const REVIEW_MS = 10 * SECOND_MS;
/** How long the PSP's webhook is waited for before the PSP is asked. */
export const WEBHOOK_WAIT_MS = 5 * MINUTE_MS;
/** The longest pause between two questions to a PSP that has not decided yet. */
export const LONGEST_WAIT_MS = HOUR_MS;
/** How long a call that gets no answer is repeated before the PSP is asked what became of it. */
export const CALL_PATIENCE_MS = HOUR_MS;
/** How long a deposit may stay undecided at the PSP. */
export const DEPOSIT_PATIENCE_MS = DAY_MS;

export interface MethodRow {
  readonly seq: number;
  readonly method_id: string;
  readonly player: string;
  readonly psp_token: string;
  readonly kind: string | null;
  readonly brand: string | null;
  readonly last4: string | null;
  /** Whose it is, as the PSP says; told to nobody, compared with the player (KYC-04). */
  readonly holder: string | null;
  readonly status: 'unverified' | 'verifying' | 'verified' | 'failed';
  /** How often the PSP was asked to verify it. */
  readonly verifications: number;
  readonly created_at: number;
}

export type PaymentKind = 'deposit' | 'withdrawal';
export type PaymentStatus = Schema<'Payment'>['status'];

export interface PaymentRow {
  readonly seq: number;
  readonly payment_id: string;
  readonly kind: PaymentKind;
  readonly player: string;
  readonly method: string;
  readonly amount: number;
  readonly currency: string;
  readonly status: PaymentStatus;
  readonly reason: string | null;
  readonly created_at: number;
  readonly updated_at: number;
}

/** What the PSP says of a payment, in a webhook or on being asked. */
export interface PspWord {
  readonly status: 'completed' | 'failed' | 'challenge' | 'refunded' | 'charged_back';
  readonly amount: string;
  readonly currency: string;
  readonly reason?: string | undefined;
}

type Ways = Readonly<Partial<Record<PaymentStatus, readonly PaymentStatus[]>>>;

const DEPOSIT_ENDS = ['completed', 'failed', 'refunded', 'charged_back'] as const;
const WAYS: Readonly<Record<PaymentKind, Ways>> = {
  deposit: {
    pending: ['challenge', ...DEPOSIT_ENDS],
    challenge: DEPOSIT_ENDS,
    completed: ['refunded', 'charged_back'],
  },
  withdrawal: {
    held: ['processing', 'completed', 'failed', 'cancelled'],
    processing: ['completed', 'failed'],
  },
};

/** PAY-04: a final status never goes back, and nothing happens twice. */
export const mayBecome = (payment: PaymentRow, status: PaymentStatus): boolean =>
  WAYS[payment.kind][payment.status]?.includes(status) ?? false;

const ENDED: ReadonlySet<PaymentStatus> = new Set([
  'completed',
  'failed',
  'cancelled',
  'refunded',
  'charged_back',
]);

/** Whether the PSP says of a payment that has ended the opposite of how it ended. */
export const contradicts = (payment: PaymentRow, told: PaymentStatus): boolean =>
  ENDED.has(payment.status) && ENDED.has(told) && told !== payment.status && !isLate(payment, told);

/** What was true before something later was told: an event out of order, no contradiction. */
const isLate = (payment: PaymentRow, told: PaymentStatus): boolean =>
  told === 'completed' && ['refunded', 'charged_back'].includes(payment.status);

/** PAY-03: the member in which the PSP's word differs from what was asked of it. */
export function mismatchOf(
  payment: PaymentRow,
  told: Pick<PspWord, 'amount' | 'currency'>,
): 'currency' | 'amount' | undefined {
  if (told.currency !== payment.currency) return 'currency';
  const parsed = parseAmount(told.amount, payment.currency);
  return parsed.ok && parsed.minor === payment.amount ? undefined : 'amount';
}

/** PAY-06: money goes out to a verified method only. */
export function refuseUnlessMethodVerified(method: MethodRow): void {
  if (method.status !== 'verified') refuse('METHOD_NOT_VERIFIED', { status: method.status });
}

/** PAY-02: once its pay-out has begun nobody can call a withdrawal back. */
export function refuseUnlessCancellable(payment: PaymentRow): void {
  if (payment.kind === 'withdrawal' && payment.status === 'held') return;
  refuse('STATE_CONFLICT', { status: payment.status, rule: 'a withdrawal not yet paid out' });
}

const LONGEST_REASON = 200;

/** A partner's words as they are kept: short, and without a card number. */
export const reasonOf = (told: unknown, otherwise: string): string =>
  typeof told === 'string' && told !== '' ? withoutPans(told).slice(0, LONGEST_REASON) : otherwise;

export const methodBody = (method: MethodRow): Schema<'PaymentMethod'> => ({
  method_id: method.method_id,
  player_id: method.player,
  kind: method.kind,
  brand: method.brand,
  last4: method.last4,
  status: method.status,
  created_at: formatTime(method.created_at),
});

export const paymentBody = (
  payment: PaymentRow,
  steps: readonly SagaStepRow[],
  money: (minor: number, currency: string) => string,
): Schema<'Payment'> => ({
  payment_id: payment.payment_id,
  kind: payment.kind,
  player_id: payment.player,
  method_id: payment.method,
  amount: money(payment.amount, payment.currency),
  currency: payment.currency,
  status: payment.status,
  reason: payment.reason,
  steps: steps.map(({ step, outcome, at }) => ({ step, outcome, at: formatTime(at) })),
  created_at: formatTime(payment.created_at),
  updated_at: formatTime(payment.updated_at),
});
