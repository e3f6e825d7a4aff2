import type { Phase } from './arrivals.js';
import type { Recorder } from './histograms.js';
import type { Observer } from './observers.js';
import { isFinal, PAYMENT_CONFIRMATION } from './payments.js';
import type { StepAnswer } from './steps.js';

/** How long accepted deposits take until somebody reads that they are final. */
export interface Confirmations extends Observer {
  /** Every answer of the run, whatever it answers. */
  heard(exchange: {
    readonly operation: string;
    readonly phase: Phase;
    readonly answer: StepAnswer;
  }): void;
  /** A payment as it was read, in the run or after it. */
  read(paymentId: unknown, status: unknown): void;
  /** Deposits that nobody saw final count as failures, at the age they have reached. */
  close(): void;
}

interface Waiting {
  readonly phase: Phase;
  readonly sinceMs: number;
}

/**
 * Withdrawals are left out: how long they can still be cancelled is the platform's choice, not its
 * speed. A deposit that ends otherwise than completed counts as a failure.
 */
export function followDeposits(recorder: Recorder): Confirmations {
  const waiting = new Map<unknown, Waiting>();
  const record = (paymentId: unknown, ok: boolean): void => {
    const deposit = waiting.get(paymentId);
    if (!deposit || !waiting.delete(paymentId)) return;
    const us = (performance.now() - deposit.sinceMs) * 1_000;
    const { phase } = deposit;
    const operation = PAYMENT_CONFIRMATION;
    recorder.record({ operation, phase, ok, latencyUs: us, serviceUs: us });
  };
  const seen = new Set<unknown>();
  const read = (paymentId: unknown, status: unknown): void => {
    if (isFinal(status)) record(paymentId, status === 'completed');
  };
  return {
    read,
    measures: () => ({}),
    heard: ({ operation, phase, answer }) => {
      if (answer.outcome !== 'ok') return;
      const { payment_id: paymentId, status } = answer.body;
      if (operation === 'createDeposit' && !seen.has(paymentId)) {
        seen.add(paymentId);
        waiting.set(paymentId, { phase, sinceMs: performance.now() });
      }
      if (operation === 'createDeposit' || operation === 'getPayment') read(paymentId, status);
    },
    close: () => {
      for (const paymentId of [...waiting.keys()]) record(paymentId, false);
    },
  };
}
