import type { CardFacts, PaymentKind, PaymentStatus } from './fates.js';

/** A payment as the PSP keeps it: it stands as the last moment of its timeline that has come. */
export interface PspPayment {
  readonly psp_id: string;
  readonly payment_id: string;
  readonly kind: PaymentKind;
  readonly token: string;
  readonly amount: string;
  readonly currency: string;
  readonly timeline: {
    readonly status: PaymentStatus;
    readonly reason: string | null;
    readonly at: number;
  }[];
}

/** A card in the vault. Its number is not kept: the token follows from it, and nothing back. */
export interface VaultCard extends CardFacts {
  /** A token of the fixtures: how it fares. */
  readonly behaves_like: string;
}

export interface PspBook {
  readonly payments: Record<string, PspPayment>;
  readonly vault: Record<string, VaultCard>;
  /** How many numbers the vault has drawn by itself. */
  drawn: number;
}

export const findIn = <T>(record: Readonly<Record<string, T>>, name: unknown): T | undefined =>
  typeof name === 'string' && Object.hasOwn(record, name) ? record[name] : undefined;

export function standingOf(payment: PspPayment, nowMs: number): PspPayment['timeline'][number] {
  const come = payment.timeline.filter(({ at }) => at <= nowMs);
  return come.at(-1) ?? { status: 'pending', reason: null, at: nowMs };
}

/** A payment as the status query tells it. */
export function shownPayment(
  payment: PspPayment,
  nowMs: number,
): Readonly<Record<string, unknown>> {
  const { psp_id, payment_id, kind, amount, currency } = payment;
  const { status, reason } = standingOf(payment, nowMs);
  return { psp_id, payment_id, kind, status, reason, amount, currency };
}
