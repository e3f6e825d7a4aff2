import type { ErrorKind } from './intervals.js';
import type { Settled, StepAnswer } from './steps.js';

/** Lost on the way, refused, or failed at the target. */
export function errorKindOf(settled: Settled, answer: StepAnswer): ErrorKind {
  if (settled.kind === 'broken') return 'connection';
  if (settled.kind !== 'answered') return settled.kind;
  if (settled.status >= 500) return 'server_error';
  return answer.outcome === 'unknown' ? 'unreadable' : 'refused';
}
