import type { CheckResult } from './results.js';

/** The failure of one check, accepted for a while by somebody who answers for it. */
export interface Waiver {
  /** A check id; no pattern, so that a waiver never covers what nobody has seen. */
  readonly check: string;
  readonly reason: string;
  readonly owner: string;
  readonly ticket?: string;
  /** The last day it holds, YYYY-MM-DD in UTC. */
  readonly expires: string;
  /** Without it a check of critical impact cannot be waived. */
  readonly critical?: boolean;
}

/**
 * used: the check failed and counts as waived; expired: it failed, and the waiver held no longer;
 * stale: it passes now; unknown: there is no such check; idle: it neither passed nor failed here.
 */
export type WaiverState = 'used' | 'expired' | 'stale' | 'unknown' | 'idle';

/** What became of a waiver in a run. */
export interface WaiverUse extends Waiver {
  readonly state: WaiverState;
}

/** A failed check that a live waiver covers becomes `waived`; any other result stays itself. */
export function waived(
  result: CheckResult,
  waivers: readonly Waiver[],
  today: string,
): CheckResult {
  if (result.status !== 'fail') return result;
  const waiver = waivers.find(({ check, expires }) => check === result.id && today <= expires);
  return waiver ? { ...result, status: 'waived', waiver } : result;
}

/** What became of each waiver; `known` are the ids of all checks, whether selected or not. */
export function usesOf(
  waivers: readonly Waiver[],
  results: readonly CheckResult[],
  known: ReadonlySet<string>,
): readonly WaiverUse[] {
  const statuses = new Map(results.map(({ id, status }) => [id, status]));
  const stateOf = (check: string): WaiverState => {
    if (!known.has(check)) return 'unknown';
    switch (statuses.get(check)) {
      case 'pass':
        return 'stale';
      case 'waived':
        return 'used';
      case 'fail':
        return 'expired';
      default:
        return 'idle';
    }
  };
  return waivers.map((waiver) => ({ ...waiver, state: stateOf(waiver.check) }));
}

/** A waiver that must be taken out: it would hide the next failure of a check that passes. */
export const isStale = ({ state }: WaiverUse): boolean => state === 'stale' || state === 'unknown';

/** What is wrong with a waiver and what to do about it; nothing while it holds. */
export function remedyOf({ check, expires, owner, state }: WaiverUse): string | undefined {
  switch (state) {
    case 'expired':
      return `the waiver of ${check} expired on ${expires}: fix it, or ask ${owner} for another`;
    case 'stale':
      return `the waiver of ${check} is stale, the check passes: take the waiver out`;
    case 'unknown':
      return `the waiver of ${check} is stale, there is no such check: take the waiver out`;
    default:
      return undefined;
  }
}
