import type { Failure } from './failures.js';
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
const sightOf = ({ failures }: CheckResult): string => {
  const [first] = failures;
  return first ? failureSight(first) : '';
};

const failureSight = ({ kind, message, exchange }: Failure): string =>
  [kind, exchange?.operation ?? '', exchange?.response?.status ?? '', nameless(message)].join(' ');

/** Derived ids, hashes, instants and addresses differ between runs of one defect. */
const nameless = (text: string): string =>
  text
    .replace(/\b[a-z]{1,6}_[A-Za-z0-9_-]{6,}/g, '<id>')
    .replace(/\b[0-9a-f]{16,64}\b/g, '<hash>')
    .replace(/\d{4}-\d{2}-\d{2}T[\d:.]+Z?/g, '<instant>')
    .replace(/\b127\.0\.0\.1:\d+/g, '<address>');
