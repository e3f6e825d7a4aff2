import { realClock } from '../../kernel/time.js';
import { fail, ok, skip, warn } from './finding.js';
import type { Finding } from './finding.js';

const WARN_MS = 2_000;
/** The header tells whole seconds: on average half of one is lost. */
const CUT_MS = 500;

export interface Heard {
  /** The Date header. */
  readonly date: string | undefined;
  /** How long the exchange took. */
  readonly ms: number;
}

/**
 * The target's clock against ours. A skew past what a signature may be old (seconds) lets nothing
 * in; without signatures it only makes times in evidence hard to compare.
 */
export function clockFinding({ date, ms }: Heard, toleranceS: number | undefined): Finding {
  const told = date === undefined ? Number.NaN : Date.parse(date);
  if (Number.isNaN(told)) return skip('clock', 'the target tells no Date, so its clock is unknown');
  const skewMs = told + CUT_MS - (realClock.now() - ms / 2);
  const off = Math.round(Math.abs(skewMs) / 1000);
  if (Math.abs(skewMs) <= WARN_MS) return ok('clock', 'within 2 s of the clock of this machine');
  const words = `the target's clock is ${off} s ${skewMs > 0 ? 'ahead of' : 'behind'} this machine's`;
  const remedy = 'let both machines take their time from NTP; `date -u` on each shows who is wrong';
  if (toleranceS === undefined || Math.abs(skewMs) <= toleranceS * 1000) {
    return warn('clock', words, remedy);
  }
  const message = `${words}: a signature may be ${toleranceS} s old, so no request is let in`;
  return fail('clock', message, remedy);
}
