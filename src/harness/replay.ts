import type { KeptExchange } from './evidence.js';
import type { Failure } from './failures.js';
import { idsIn, nameless } from './replay-ids.js';
import type { CheckResult } from './results.js';

/**
 * How a check ends when it is run again: same or other: it fails, in the same way or in another;
 * passes; unclear: it could not be asked, so nothing is known.
 */
export type ReplayOutcome = 'same' | 'other' | 'passes' | 'unclear';

/** Sets the second run of a check beside the first. Names that follow from the run do not count. */
export function replayOutcome(before: CheckResult, after: CheckResult): ReplayOutcome {
  if (after.status === 'pass') return 'passes';
  if (after.failures.length === 0) return 'unclear';
  return sightOf(before) === sightOf(after) ? 'same' : 'other';
}

/** The failure that ended the check; what came with it may vary from run to run. */
const sightOf = (check: CheckResult): string => {
  const [first] = check.failures;
  return first ? failureSight(first, check.evidence) : '';
};

function failureSight(
  { kind, message, exchange }: Failure,
  evidence: readonly KeptExchange[],
): string {
  const ids = idsIn(exchange ? [...evidence, exchange] : evidence);
  const { operation = '', response } = exchange ?? {};
  return [kind, operation, response?.status ?? '', nameless(message, ids)].join(' ');
}
