import type { CertifyResult } from '../harness/certify.js';
import { badgeOf } from './certify-html-verdict.js';
import { counted } from './findings.js';
import { markup, wordTable } from './markup.js';
import type { Markup } from './markup.js';
import type { ReportedRun } from './reported-run.js';
import { timeText } from './verdict-words.js';

const STATES = {
  used: 'holds: the check failed, and counts as waived',
  expired: 'expired: the check failed and counts',
  stale: 'stale: the check passes, take the waiver out',
  unknown: 'stale: there is no such check',
  idle: 'idle: the check neither passed nor failed',
} as const;

/** Which failures somebody answers for, and what became of that in this run. */
export function waiversSection({ waivers = [] }: ReportedRun): Markup {
  if (waivers.length === 0) return markup``;
  const rows = waivers.map(({ check, state, owner, expires, reason, ticket }) => [
    check,
    STATES[state],
    `${owner}, until ${expires}`,
    ticket === undefined ? reason : `${reason} (${ticket})`,
  ]);
  return markup`<section aria-labelledby="waivers"><h2 id="waivers">Waivers</h2>
${wordTable('Failures accepted for a while', ['check', 'state', 'owner', 'reason'], rows)}</section>`;
}

type Comparison = NonNullable<CertifyResult['baseline']>;
type Change = Comparison['fixed'][number];

/** What is otherwise than in the baseline, what is worse first. */
export function baselineSection({ baseline, checks }: ReportedRun): Markup {
  if (!baseline) return markup``;
  const { added, before, compared, fixed, regressed, stopped } = baseline;
  const known = new Set(checks.map(({ id }) => id));
  const parts: readonly (readonly [string, readonly Change[]])[] = [
    ['worse', regressed],
    ['no longer checked', stopped],
    ['better', fixed],
    ['new', added],
  ];
  const rows = parts.flatMap(([what, changes]) =>
    changes.map((change) => [
      known.has(change.id) ? markup`<a href="#${change.id}">${change.id}</a>` : change.id,
      what,
      markup`${statusOf(change.before)} → ${statusOf(change.after)}`,
      change.why ?? change.title,
    ]),
  );
  const told = parts.map(([what, changes]) => `${changes.length} ${what}`).join(', ');
  return markup`<section aria-labelledby="baseline"><h2 id="baseline">Compared with before</h2>
<p>Against ${before.target} of ${timeText(before.started_at)} (${before.verdict}, seed ${before.seed}):
${counted(compared, 'check')} compared, ${told}.</p>
${rows.length > 0 ? wordTable('What has changed', ['check', 'is', 'from, to', 'why'], rows) : markup``}</section>`;
}

const statusOf = (status: Change['before']): Markup =>
  status === null ? markup`not there` : badgeOf(status);
