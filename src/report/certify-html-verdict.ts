import { STATUSES } from '../harness/results.js';
import type { Status } from '../harness/results.js';
import { counted, domainsOf } from './findings.js';
import { figure, markup } from './markup.js';
import type { Markup } from './markup.js';
import type { ReportedRun } from './reported-run.js';
import { VERDICT_WORDS, factsOf, headlineOf, moneyAtRisk, moneySentence } from './verdict-words.js';

/** Mark and word of a status: colour never says it alone. */
export const STATUS_WORDS: Readonly<Record<Status, readonly [mark: string, word: string]>> = {
  pass: ['✓', 'passed'],
  fail: ['✗', 'failed'],
  waived: ['~', 'failed, waived'],
  warn: ['!', 'warned'],
  skip: ['–', 'skipped'],
  untestable: ['?', 'untestable'],
  error: ['E', 'error of ours'],
};

export function badgeOf(status: Status): Markup {
  const [mark, word] = STATUS_WORDS[status];
  return markup`<span class="badge is-${status}"><span aria-hidden="true">${mark}</span> ${word}</span>`;
}

/** What who decides reads first, and perhaps alone. */
export function verdictSection(run: ReportedRun): Markup {
  const [mark, word] = VERDICT_WORDS[run.verdict];
  const facts = factsOf(run).map(
    ([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  );
  return markup`<section class="verdict ${run.verdict}" aria-labelledby="verdict">
<h2 id="verdict"><span aria-hidden="true">${mark}</span> ${word}</h2>
<p class="lead">${headlineOf(run)}</p>
${countsOf(run)}
${moneyOf(run)}
<dl class="facts">${facts}</dl>
${whyOf(run)}
</section>`;
}

function countsOf({ counts }: ReportedRun): Markup {
  const shown = STATUSES.filter(
    (status) => counts[status] > 0 || status === 'pass' || status === 'fail',
  );
  const tiles = shown.map((status) => {
    const [mark, word] = STATUS_WORDS[status];
    return markup`<li class="is-${status}"><a href="#checks" data-show="${status}"><strong>${figure(counts[status])}</strong>
<span><span aria-hidden="true">${mark}</span> ${word}</span></a></li>`;
  });
  return markup`<ul class="tiles" aria-label="Checks by outcome">${tiles}</ul>`;
}

const MOST_SENTENCES = 4;
const MOST_LINKS = 4;

function moneyOf(run: ReportedRun): Markup {
  const risks = moneyAtRisk(run);
  if (risks.length === 0) return markup`<h3>In money</h3><p>${moneySentence(run)}</p>`;
  const items = risks.map(({ money, impact, checks, isAccepted }) => {
    const links = checks.slice(0, MOST_LINKS).map((id) => markup` <a href="#${id}">${id}</a>`);
    const more = checks.length - MOST_LINKS;
    const others = more > 0 ? ` and ${figure(more)} more` : '';
    return markup`<li><span class="impact ${impact}">${impact}</span> ${money}${isAccepted ? ' Accepted for now.' : ''} <span class="ids">${links}${others}</span></li>`;
  });
  const hidden = items.slice(MOST_SENTENCES);
  const rest = markup`<details><summary>${counted(hidden.length, 'more consequence')}</summary>
<ul class="money">${hidden}</ul></details>`;
  return markup`<h3>In money</h3><ul class="money">${items.slice(0, MOST_SENTENCES)}</ul>
${hidden.length > 0 ? rest : markup``}`;
}

function whyOf({ reasons }: ReportedRun): Markup {
  if (reasons.length === 0) return markup``;
  return markup`<details><summary>Why this verdict, in the words of the run</summary>
<ul>${reasons.map((reason) => markup`<li>${reason}</li>`)}</ul></details>`;
}

/** Stands still hidden where scripts do not run: it could do nothing there. */
export function filterForm({ checks }: ReportedRun): Markup {
  const statuses = STATUSES.filter((status) => checks.some((check) => check.status === status));
  const requirements = [...new Set(checks.map(({ requirement }) => requirement))].sort();
  const choice = (value: string): Markup => markup`<option value="${value}">${value}</option>`;
  return markup`<search><form id="filter" hidden aria-label="Filter the checks">
<p><label for="by-text">Find</label><input id="by-text" type="search" placeholder="words or an id"></p>
<p><label for="by-status">Outcome</label><select id="by-status"><option value="">every outcome</option>${statuses.map(choice)}</select></p>
<p><label for="by-domain">Domain</label><select id="by-domain"><option value="">every domain</option>${domainsOf(checks).map(choice)}</select></p>
<p><label for="by-requirement">Requirement</label><select id="by-requirement"><option value="">every requirement</option>${requirements.map(choice)}</select></p>
<p><button type="reset">Show all</button> <output id="shown" for="by-text by-status by-domain by-requirement"></output></p>
</form></search>`;
}
