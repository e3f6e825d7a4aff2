import type { Failure } from '../harness/failures.js';
import type { CheckResult } from '../harness/results.js';
import { exchangeList, exchangeNumber } from './certify-html-exchange.js';
import { badgeOf } from './certify-html-verdict.js';
import { acceptanceOf, counted, findingsOf, told } from './findings.js';
import { cluesOf } from './likely-causes.js';
import { markup } from './markup.js';
import type { Markup } from './markup.js';
import type { Guide, ReportedRun } from './reported-run.js';

/** Characters of findings told in full; the page stays below 2 MB whatever was judged. */
const ROOM = 900_000;
const MOST_FAILURES = 5;
const LONGEST_VALUE = 3_000;

/** The findings, and the checks among them that have a place of their own in it. */
export interface Findings {
  readonly section: Markup;
  readonly told: ReadonlySet<string>;
}

/** What did not pass, the worst first: in full what the target did, in short what was not asked. */
export function findingsIn(run: ReportedRun, guide: Guide): Findings {
  const findings = findingsOf(run.checks);
  if (findings.length === 0) return { section: markup``, told: new Set() };
  const stories = findings.filter(hasStory);
  const articles = fitting(stories, run, guide);
  const untold = stories.slice(articles.length);
  const silent = findings.filter((check) => !hasStory(check));
  const section = markup`<section aria-labelledby="findings"><h2 id="findings">${stories.length > 0 ? 'What is wrong' : 'What was not asked'}</h2>
${stories.length > 0 ? INTRODUCTION : markup``}
${articles}
${untold.length > 0 ? untoldPart(untold) : markup``}
${silent.length > 0 ? silentPart(silent, stories.length > 0) : markup``}
</section>`;
  return { section, told: new Set(stories.slice(0, articles.length).map(({ id }) => id)) };
}

const INTRODUCTION = markup`<p>The worst first. Each says what was promised, what it costs, and what
the target answered.</p>`;

function fitting(stories: readonly CheckResult[], run: ReportedRun, guide: Guide): Markup[] {
  const articles: Markup[] = [];
  let left = ROOM;
  for (const check of stories) {
    const article = articleOf(check, run, guide);
    left -= article.html.length;
    if (left < 0) break;
    articles.push(article);
  }
  return articles;
}

const hasStory = ({ failures, evidence, status }: CheckResult): boolean =>
  failures.length > 0 || evidence.length > 0 || status === 'fail' || status === 'error';

function articleOf(check: CheckResult, run: ReportedRun, guide: Guide): Markup {
  const { id, title, status, impact, requirement, level, domain, rule, money, reason } = check;
  const accepted = acceptanceOf(check);
  const story: readonly (readonly [string, Markup | string])[] = [
    ['Promised', markup`${rule} <a href="#req-${requirement}">${requirement}</a> (${level})`],
    ...(money === null ? [] : [['In money', money] as const]),
    ...(accepted === undefined ? [] : [['Waived', accepted] as const]),
    ...(reason === null ? [] : [['Reason', reason] as const]),
  ];
  const lines = story.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`);
  return markup`<article class="finding is-${status}" id="${id}" ${dataOf(check)}>
<h3><a href="#${id}">${id}</a> ${title}</h3>
<p class="tags">${badgeOf(status)} <span class="impact ${impact}">${impact}</span> <span>${domain}</span></p>
<dl>${lines}</dl>
${failuresOf(check)}
${causesOf(check, guide)}
${exchangeList(check)}
${repeatOf(check, run, guide)}
</article>
`;
}

/** What the filter goes by. */
export const dataOf = ({ status, domain, requirement }: CheckResult): Markup =>
  markup`data-status="${status}" data-domain="${domain}" data-requirement="${requirement}"`;

function failuresOf(check: CheckResult): Markup {
  const told = check.failures.map((failure) => failureOf(failure, check));
  const hidden = told.slice(MOST_FAILURES);
  const rest = markup`<details><summary>${counted(hidden.length, 'more difference')}</summary>${hidden}</details>`;
  return markup`${told.slice(0, MOST_FAILURES)}${hidden.length > 0 ? rest : markup``}`;
}

const KINDS: Readonly<Record<Failure['kind'], string>> = {
  expectation: 'Not as promised',
  contract: 'Not by the contract',
  target: 'No answer',
  ours: 'A defect of tablestakes',
};

function failureOf(failure: Failure, check: CheckResult): Markup {
  const number = exchangeNumber(check, failure);
  const place =
    number === undefined
      ? markup``
      : markup` <a href="#${check.id}-x${number}">See exchange ${number}.</a>`;
  return markup`<div class="failure"><p><strong>${KINDS[failure.kind]}:</strong> ${cut(failure.message)}${place}</p>
${versusOf(failure)}</div>`;
}

function versusOf(failure: Failure): Markup {
  const sides: Markup[] = [];
  if ('expected' in failure) sides.push(sideOf('Expected', failure.expected));
  if ('actual' in failure) sides.push(sideOf('Actual', failure.actual));
  return sides.length === 0 ? markup`` : markup`<dl class="versus">${sides}</dl>`;
}

const sideOf = (name: string, value: unknown): Markup =>
  markup`<div class="${name.toLowerCase()}"><dt>${name}</dt><dd><pre>${cut(told(value))}</pre></dd></div>`;

const cut = (text: string): string =>
  text.length > LONGEST_VALUE
    ? `${text.slice(0, LONGEST_VALUE)}… (cut; whole in the JSON report)`
    : text;

function causesOf(check: CheckResult, guide: Guide): Markup {
  const causes = [...cluesOf(check), ...guide.causesOf(check)];
  if (causes.length === 0) return markup``;
  return markup`<h4>Where to look</h4><ul>${causes.map((cause) => markup`<li>${cause}</li>`)}</ul>`;
}

function repeatOf(check: CheckResult, run: ReportedRun, guide: Guide): Markup {
  const docs = guide.docsOf(check);
  const link =
    docs === undefined
      ? markup``
      : /^https?:/.test(docs)
        ? markup` Documented at <a href="${docs}">${docs}</a>.`
        : markup` Documented in <code>${docs}</code>.`;
  const command = `tablestakes certify --only ${check.id} --seed ${run.seed}`;
  return markup`<p class="again">Again: <code>${command}</code>. In words: <code>tablestakes explain ${check.id}</code>.${link}</p>`;
}

function untoldPart(untold: readonly CheckResult[]): Markup {
  return markup`<p class="more"><strong>${counted(untold.length, 'more check')} failed</strong> and would make this page too
long. Each stands below under <a href="#checks">every check</a> with its first difference; the JSON report holds them whole.</p>`;
}

const MOST_NAMED = 12;

/** What could not be asked has one reason for many checks: said once. */
function silentPart(silent: readonly CheckResult[], isUnderOthers: boolean): Markup {
  const byReason = new Map<string, CheckResult[]>();
  for (const check of silent) {
    const key = `${check.status} ${check.reason ?? ''}`;
    byReason.set(key, [...(byReason.get(key) ?? []), check]);
  }
  const groups = [...byReason.values()].map((checks) => {
    const [first] = checks;
    if (!first) return markup``;
    const links = checks.slice(0, MOST_NAMED).map(({ id }) => markup`<a href="#${id}">${id}</a> `);
    const more = checks.length > MOST_NAMED ? `and ${checks.length - MOST_NAMED} more` : '';
    return markup`<li>${badgeOf(first.status)} ${counted(checks.length, 'check')}: ${first.reason ?? 'no reason given'}
<span class="ids">${links}${more}</span></li>`;
  });
  const head = isUnderOthers ? markup`<h3>Not asked, or not to be asked here</h3>` : markup``;
  return markup`${head}<ul class="silent">${groups}</ul>`;
}
