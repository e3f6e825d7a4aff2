import { STATUSES } from '../harness/results.js';
import type { CheckResult } from '../harness/results.js';
import { badgeOf } from './certify-html-verdict.js';
import { domainsOf, findingsOf, messageOf } from './findings.js';
import { markup } from './markup.js';
import type { Markup } from './markup.js';
import type { ReportedRun } from './reported-run.js';

/**
 * Every check in one line, by domain, what did not pass first; those told in full above lead
 * there. Where there are many, domains of which everything is told above are folded.
 */
export function checksSection({ checks }: ReportedRun, told: ReadonlySet<string>): Markup {
  const domains = domainsOf(checks).map((domain) => {
    const own = checks.filter((check) => check.domain === domain);
    const passed = own.filter(({ status }) => status === 'pass');
    const others = findingsOf(own);
    const isFolded = checks.length > MOST_UNFOLDED && others.every(({ id }) => told.has(id));
    const lines = [...others, ...passed].map((check) => lineOf(check, told.has(check.id)));
    return markup`<details class="domain" ${isFolded ? '' : 'open'}>
<summary><h3>${domain}</h3> ${tallyOf(own)}</summary>
<ul>${lines}</ul></details>
`;
  });
  return markup`<section aria-labelledby="checks" class="checks"><h2 id="checks">Every check</h2>
${domains.length > 0 ? domains : markup`<p>None was run.</p>`}</section>`;
}

const MOST_UNFOLDED = 60;

const tallyOf = (checks: readonly CheckResult[]): string =>
  STATUSES.flatMap((status) => {
    const count = checks.filter((check) => check.status === status).length;
    return count === 0 ? [] : [`${count} ${status}`];
  }).join(', ');

const LONGEST_MESSAGE = 240;

function lineOf(check: CheckResult, isTold: boolean): Markup {
  const { id, status, title, rule, requirement } = check;
  const name = isTold ? markup`<a href="#${id}">${id}</a>` : markup`<span id="${id}">${id}</span>`;
  const message =
    status === 'pass' ? markup`` : markup`<em>${messageOf(check).slice(0, LONGEST_MESSAGE)}</em>`;
  return markup`<li data-status="${status}" data-requirement="${requirement}">${badgeOf(status)} ${name} <b>${title}</b> <a href="#req-${requirement}">${requirement}</a><span>${rule}</span>${message}</li>
`;
}
