import { parseAmount } from '../kernel/money.js';
import type { BegunPayment } from './effects.js';
import { isFinal } from './payments.js';
import type { Violation } from './proof-terms.js';

type Row = Readonly<Record<string, unknown>>;
type Report = (rule: Violation['rule'], message: string) => void;

/** What a player's payments come to, as they stand. */
export interface PaymentEffects {
  /** Minor units of cash, from the player's side. */
  cashMinor: number;
  heldMinor: number;
  /** The rows that the statement must have, `type:payment_id`, with their amounts. */
  readonly rows: Map<string, number>;
  completed: number;
  /** Ended without money having moved for good. */
  undone: number;
  open: number;
}

export const noPayments = (): PaymentEffects => ({
  cashMinor: 0,
  heldMinor: 0,
  rows: new Map(),
  completed: 0,
  undone: 0,
  open: 0,
});

/**
 * Folds the payments that were begun, each as the target says it stands. A deposit counts once it
 * has completed; a withdrawal is gone from cash at once, and held until it ends. A payment that the
 * target does not know, knows twice or otherwise, or that nobody asked for, is a violation.
 */
export function paymentEffectsOf(
  begun: ReadonlyMap<string, BegunPayment>,
  told: readonly Row[],
  currency: string,
  report: Report,
): PaymentEffects {
  const effects = noPayments();
  const seen = new Set<string>();
  for (const row of told) {
    const paymentId = String(row['payment_id']);
    const payment = begun.get(paymentId);
    if (seen.has(paymentId)) report('PAYMENT_TWICE', `${paymentId} is listed twice`);
    else if (!payment) {
      const what = `${String(row['kind'])} of ${String(row['amount'])}`;
      report('PAYMENT_UNASKED', `${paymentId}, a ${what}, was never acknowledged to us`);
    } else {
      if (!isAsAsked(payment, row, currency)) {
        report('PAYMENT_CHANGED', `${paymentId} is not what was asked: ${JSON.stringify(row)}`);
      }
      addPayment(effects, payment, row['status'], report);
    }
    seen.add(paymentId);
  }
  for (const paymentId of begun.keys()) {
    if (!seen.has(paymentId)) {
      report('PAYMENT_MISSING', `${paymentId} was acknowledged, the platform lists it nowhere`);
    }
  }
  return effects;
}

function isAsAsked(payment: BegunPayment, row: Row, currency: string): boolean {
  const amount = parseAmount(row['amount'], currency);
  return (
    row['kind'] === payment.kind &&
    row['currency'] === currency &&
    amount.ok &&
    amount.minor === payment.minor
  );
}

const UNDONE: ReadonlySet<unknown> = new Set(['failed', 'cancelled']);

function addPayment(
  effects: PaymentEffects,
  { paymentId, kind, minor }: BegunPayment,
  status: unknown,
  report: Report,
): void {
  const row = (type: string): void => void effects.rows.set(`${type}:${paymentId}`, minor);
  if (kind === 'withdrawal') row('hold');
  if (status === 'completed') {
    effects.completed += 1;
    effects.cashMinor += kind === 'deposit' ? minor : -minor;
    return row(kind);
  }
  if (UNDONE.has(status)) {
    effects.undone += 1;
    return kind === 'withdrawal' ? row('release') : undefined;
  }
  if (isFinal(status)) {
    return report('PAYMENT_CHANGED', `${paymentId} is ${String(status)}: nobody asked for that`);
  }
  effects.open += 1;
  if (kind === 'deposit') return;
  effects.cashMinor -= minor;
  effects.heldMinor += minor;
}
