import type { KeptExchange } from './evidence.js';
import type { Failure } from './failures.js';
import type { Impact, Level } from './scenario.js';
import type { Waiver } from './waivers.js';

/**
 * pass; fail: the target broke its word; waived: it did, and somebody accepts it for a while; warn:
 * a SHOULD or a MAY it does not keep; skip: left out on purpose; untestable: a hook is missing;
 * error: a defect of the harness.
 */
export type Status = 'pass' | 'fail' | 'waived' | 'warn' | 'skip' | 'untestable' | 'error';

export const STATUSES: readonly Status[] = [
  'pass',
  'fail',
  'waived',
  'warn',
  'skip',
  'untestable',
  'error',
];

export interface CheckResult {
  readonly id: string;
  readonly kind: 'scenario' | 'invariant';
  readonly status: Status;
  readonly requirement: string;
  readonly level: Level;
  readonly impact: Impact;
  readonly title: string;
  readonly rule: string;
  /** Why it matters, in money. */
  readonly money: string | null;
  readonly domain: string;
  readonly ms: number;
  readonly expectations: number;
  readonly exchanges: number;
  readonly failures: readonly Failure[];
  /** The last exchanges of a check that did not pass, oldest first. */
  readonly evidence: readonly KeptExchange[];
  /** Why it was skipped, cannot be tested or went wrong on our side. */
  readonly reason: string | null;
  /** Skipped because the target does not promise what it asks: takes nothing from the verdict. */
  readonly not_applicable?: boolean;
  /** Who accepts the failure, why and until when; only of a check that is `waived`. */
  readonly waiver?: Waiver;
}

export type Counts = Readonly<Record<Status, number>> & { readonly total: number };

export function countsOf(results: readonly CheckResult[]): Counts {
  const counts = { total: results.length } as Record<Status | 'total', number>;
  for (const status of STATUSES) {
    counts[status] = results.filter((result) => result.status === status).length;
  }
  return counts;
}
