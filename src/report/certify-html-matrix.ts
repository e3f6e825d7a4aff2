import { STATUSES } from '../harness/results.js';
import type { CheckResult } from '../harness/results.js';
import type { Clause } from '../harness/requirements.js';
import { broken, counted } from './findings.js';
import { markup, wordTable } from './markup.js';
import type { Markup } from './markup.js';
import type { Guide, ReportedRun } from './reported-run.js';

const STATES = {
  proven: ['good', '✓ proven'],
  broken: ['bad', '✗ broken'],
  unproven: ['doubt', '? unproven'],
} as const;

const WORST = ['broken', 'unproven', 'proven'];
const MOST_LINKS = 6;

/** Every clause beside what this run says of it. */
export function matrixSection(run: ReportedRun, { clauses }: Guide): Markup {
  const known = new Map(clauses.map((clause) => [clause.id, clause]));
  const byRequirement = new Map<string, CheckResult[]>();
  for (const check of run.checks) {
    byRequirement.set(check.requirement, [...(byRequirement.get(check.requirement) ?? []), check]);
  }
  const rows = [...run.coverage]
    .sort(
      (one, other) =>
        WORST.indexOf(one.state) - WORST.indexOf(other.state) ||
        (one.requirement < other.requirement ? -1 : 1),
    )
    .map(({ requirement, level, state }) => [
      markup`<span id="req-${requirement}">${requirement}</span>`,
      stateOf(state),
      markup`${level}. ${prose(known.get(requirement)?.text ?? '')}`,
      proofOf(requirement, byRequirement.get(requirement) ?? []),
    ]);
  const states = run.coverage.map(({ state }) => state);
  const count = (wanted: string): number => states.filter((state) => state === wanted).length;
  const unasked = clauses.filter(({ id }) => !byRequirement.has(id));
  return markup`<section aria-labelledby="requirements"><h2 id="requirements">Requirements</h2>
<p>${count('proven')} proven, ${count('broken')} broken, ${count('unproven')} unproven. Proven is what every executed check of it showed.</p>
${wordTable('What was promised, and what the checks show', ['id', 'state', 'promise', 'proof'], rows)}
${unasked.length > 0 ? unaskedPart(unasked) : markup``}
</section>`;
}

const stateOf = (state: keyof typeof STATES): Markup => {
  const [tone, word] = STATES[state];
  return markup`<span class="state ${tone}">${word}</span>`;
};

/** Words between backticks are code. */
const prose = (text: string): Markup =>
  markup`${text.split('`').map((part, at) => (at % 2 === 0 ? markup`${part}` : markup`<code>${part}</code>`))}`;

function proofOf(requirement: string, checks: readonly CheckResult[]): Markup {
  const told = STATUSES.flatMap((status) => {
    const count = checks.filter((check) => check.status === status).length;
    return count === 0 ? [] : [`${count} ${status}`];
  });
  const wrong = checks.filter((check) => broken(check) || check.status === 'error');
  const links = wrong.slice(0, MOST_LINKS).map(({ id }) => markup` <a href="#${id}">${id}</a>`);
  const more = wrong.length > MOST_LINKS ? ` and ${wrong.length - MOST_LINKS} more` : '';
  return markup`<a href="#checks" data-require="${requirement}">${counted(checks.length, 'check')}</a>: ${told.join(', ')}${links}${more}`;
}

function unaskedPart(unasked: readonly Clause[]): Markup {
  const rows = unasked.map((clause) => [clause.id, prose(clause.text), whyUnasked(clause)]);
  return markup`<details><summary>${counted(unasked.length, 'clause')} of which this run says nothing</summary>
${wordTable('Clauses without a check in this run', ['id', 'promise', 'why'], rows)}</details>`;
}

function whyUnasked({ excluded, harness, pending }: Clause): string {
  if (pending !== undefined) return `pending: ${pending}`;
  if (excluded !== undefined) return `excluded: ${excluded}`;
  return harness === true
    ? 'a promise of tablestakes about itself'
    : 'not among the selected checks';
}

/** What whoever repeats the run must know. */
export function conditionsSection(run: ReportedRun, guide: Guide): Markup {
  const { contractVersion, ledgerHash, selection, target } = run;
  const { capabilities, dialect, undeclared = [] } = target;
  const listed = (words: readonly string[]): string =>
    words.length > 0 ? words.join(', ') : 'none';
  const rows: readonly (readonly [string, string])[] = [
    ['target', target.name],
    ['address', target.baseUrl],
    ['profile', target.profile ?? 'platform-full'],
    ['hooks of the target', listed(capabilities)],
    ...(undeclared.length > 0 ? [['found, but not declared', listed(undeclared)] as const] : []),
    ['seed', run.seed],
    ['selected', `${selection.selected} of ${selection.of} checks`],
    ['only', listed(selection.only)],
    ['left out', listed(selection.skip)],
    ['contract', contractVersion],
    ['ledger at the end', ledgerHash ?? 'not shown by the target'],
    ['begun', run.startedAt],
    ['tablestakes', guide.version],
    ...Object.entries(dialect ?? {}).map(([name, value]) => [`dialect: ${name}`, value] as const),
  ];
  return markup`<section aria-labelledby="conditions"><h2 id="conditions">How it was run</h2>
${wordTable('Target, selection and versions', ['what', 'value'], rows)}</section>`;
}
