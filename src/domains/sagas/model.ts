import { randomStream } from '../../kernel/random.js';
import { MINUTE_MS, SECOND_MS } from '../../kernel/time.js';
import type { Context, Ground } from '../context.js';

export type SagaStatus = 'running' | 'completed' | 'compensated' | 'failed';

export interface SagaRow {
  readonly saga_id: string;
  readonly kind: string;
  /** What it is about: a payment, a case. One saga per subject. */
  readonly subject: string;
  readonly player: string | null;
  readonly step: string;
  readonly status: SagaStatus;
  readonly data: Readonly<Record<string, unknown>>;
  /** How often this step was tried. */
  readonly attempts: number;
  readonly due_at: number | null;
  readonly trace_id: string;
  readonly request_id: string;
}

export interface SagaStepRow {
  readonly step: string;
  readonly outcome: string;
  readonly at: number;
}

export type PartnerName = 'psp' | 'kyc';

/** What is asked of a partner. The key makes the repeat of a call that got lost harmless. */
export interface PartnerCall {
  readonly partner: PartnerName;
  /** What it is called in faults and metrics: `psp.createCharge`. */
  readonly name: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly key: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** `answered` with a status and body; everything else is an answer that never came. */
export interface PartnerAnswer {
  readonly outcome: 'answered' | 'timeout' | 'unreachable';
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What a step leads to. */
export type Next =
  | { readonly to: string; readonly inMs?: number; readonly data?: SagaRow['data'] }
  | { readonly retry: true }
  | { readonly end: Exclude<SagaStatus, 'running'>; readonly data?: SagaRow['data'] };

export interface SagaStep {
  /** Pure: after a crash the same call goes out again under the same key. */
  ask?(ground: Ground, saga: SagaRow): PartnerCall | undefined;
  /** In one transaction: what the answer, or the passing of time, means. */
  settle(ctx: Context, saga: SagaRow, answer: PartnerAnswer | undefined): Next;
}

export type SagaKind = Readonly<Record<string, SagaStep>>;

/** An answer on which a repeat may do better: none, 5xx, 429. */
export const isTransient = (answer: PartnerAnswer | undefined): boolean =>
  answer?.outcome !== 'answered' || answer.status >= 500 || answer.status === 429;

const FIRST_RETRY_MS = SECOND_MS;
const LONGEST_RETRY_MS = 10 * MINUTE_MS;

/** Doubling from one second, half of it drawn by chance, so that what failed together does not return together. */
export function backoffMs(seed: string, name: string, attempts: number): number {
  const full = Math.min(FIRST_RETRY_MS * 2 ** Math.max(0, attempts - 1), LONGEST_RETRY_MS);
  const drawn = randomStream(seed, 'backoff', name, String(attempts)).next();
  return Math.round(full / 2 + (full / 2) * drawn);
}
