import { STATUSES } from '../harness/results.js';
import type { CheckResult } from '../harness/results.js';
import {
  acceptanceOf,
  counted,
  domainsOf,
  findingsOf,
  messageOf,
  outcomeOf,
  requestLineOf,
  told,
} from './findings.js';
import { cluesOf } from './likely-causes.js';
import type { Guide, ReportedRun } from './reported-run.js';
import type { MoneyAtRisk } from './verdict-words.js';
import { VERDICT_WORDS, factsOf, headlineOf, moneyAtRisk, moneySentence } from './verdict-words.js';

/** Over 1 MiB GitHub drops a step summary whole; the rest is room for what others add to it. */
const SUMMARY_BYTES = 900_000;
/** A comment may have 65,536 characters. */
const COMMENT_BYTES = 60_000;

/** For `$GITHUB_STEP_SUMMARY` and every other place that shows Markdown: the worst first. */
export const markdownText = (run: ReportedRun, guide: Guide): string =>
  within(SUMMARY_BYTES, [...headOf(run), ...domainTable(run)], storiesOf(run, guide));

/** The same for a comment under a change: shorter stories, and fewer of them. */
export const commentText = (run: ReportedRun, guide: Guide): string =>
  within(COMMENT_BYTES, headOf(run), storiesOf(run, guide));

/** Head, then as many stories as fit, then how many did not. */
function within(bytes: number, head: readonly string[], stories: readonly string[]): string {
  const parts = [`${head.join('\n')}\n`];
  let left = bytes - sizeOf(parts[0] ?? '');
  const fitting = stories.findIndex((story) => (left -= sizeOf(story) + 1) < 0);
  const shown = fitting === -1 ? stories : stories.slice(0, fitting);
  parts.push(...shown.map((story) => `${story}\n`));
  const more = stories.length - shown.length;
  if (more > 0) {
    parts.push(
      `**${counted(more, 'more finding')}** left out here; the JSON and HTML reports hold them.\n`,
    );
  }
  return parts.join('\n');
}

const sizeOf = (text: string): number => Buffer.byteLength(text) + 1;

function headOf(run: ReportedRun): readonly string[] {
  const [mark, word] = VERDICT_WORDS[run.verdict];
  const risks = moneyAtRisk(run).slice(0, MOST_RISKS);
  const counts = STATUSES.filter((status) => run.counts[status] > 0).map(
    (status) => `${run.counts[status]} ${status}`,
  );
  return [
    `## ${mark} ${word}: ${plain(run.target.name)}`,
    '',
    `**${plain(headlineOf(run))}** ${counts.join(', ')}.`,
    '',
    ...(risks.length === 0 ? [moneySentence(run)] : risks.map(riskLine)),
    ...changesOf(run),
    '',
    `<sub>${factsOf(run)
      .map(([name, value]) => `${name}: ${plain(value)}`)
      .join(' · ')}</sub>`,
    '',
  ];
}

const riskLine = ({ money, impact, checks, isAccepted }: MoneyAtRisk): string =>
  `- ${impact}: ${plain(money)}${isAccepted ? ' Accepted for now.' : ''} (${namesOf(checks)})`;

const MOST_RISKS = 5;
const MOST_NAMES = 4;

const namesOf = (ids: readonly string[]): string =>
  ids.slice(0, MOST_NAMES).join(', ') +
  (ids.length > MOST_NAMES ? ` and ${ids.length - MOST_NAMES} more` : '');

/** What became of waivers, of the baseline and of exploring, where there is something to do about it. */
function changesOf({ baseline, explore, waivers = [] }: ReportedRun): readonly string[] {
  const left = waivers.filter(({ state }) => state !== 'used' && state !== 'idle');
  const lines = left.map(
    ({ check, owner, state }) => `- waiver of ${check} (${plain(owner)}): ${state}`,
  );
  if (baseline) {
    const { added, compared, fixed, regressed, stopped } = baseline;
    const worse = [...regressed, ...stopped].map(({ id }) => id);
    lines.push(
      `- against the baseline of ${baseline.before.started_at}: ${compared} compared, ` +
        `${regressed.length} worse, ${stopped.length} no longer checked, ${fixed.length} better, ` +
        `${added.length} new${worse.length > 0 ? ` (${namesOf(worse)})` : ''}`,
    );
  }
  if (explore) {
    const { requests, sequences, stories } = explore;
    lines.push(
      `- explored by ${counted(sequences, 'random sequence')} and ${counted(requests, 'request')}: ` +
        (stories.length === 0 ? 'nothing went wrong' : `${stories.length} went wrong`),
    );
  }
  return lines.length > 0 ? ['', ...lines] : [];
}

function domainTable({ checks }: ReportedRun): readonly string[] {
  const rows = domainsOf(checks).map((domain) => {
    const own = checks.filter((check) => check.domain === domain);
    const cells = STATUSES.map((status) => own.filter((check) => check.status === status).length);
    return `| ${domain} | ${cells.map((count) => (count === 0 ? '' : count)).join(' | ')} |`;
  });
  if (rows.length === 0) return [];
  return [
    `| domain | ${STATUSES.join(' | ')} |`,
    `| --- |${STATUSES.map(() => ' ---: |').join('')}`,
    ...rows,
    '',
  ];
}

const MOST_SILENT = 20;

/** A story for each thing the target did wrong, a line for each that could not be asked. */
function storiesOf(run: ReportedRun, guide: Guide): readonly string[] {
  const findings = findingsOf(run.checks);
  const silent = findings.filter((check) => check.failures.length === 0);
  const stories = findings
    .filter((check) => check.failures.length > 0)
    .map((check) => storyOf(check, run, guide));
  const lines = silent
    .slice(0, MOST_SILENT)
    .map(
      (check) =>
        `- ${check.status} **${check.id}** ${plain(check.title)}: ${plain(messageOf(check))}`,
    );
  const more = silent.length - lines.length;
  if (more > 0) lines.push(`- and ${counted(more, 'more check')} like these`);
  return lines.length > 0 ? [...stories, `### Not asked\n\n${lines.join('\n')}`] : stories;
}

function storyOf(check: CheckResult, run: ReportedRun, guide: Guide): string {
  const [first] = check.failures;
  const { exchange } = first ?? {};
  const docs = guide.docsOf(check);
  const accepted = acceptanceOf(check);
  const clues = [...cluesOf(check), ...guide.causesOf(check)];
  return [
    `### ${check.status} ${check.id} ${plain(check.title)}`,
    '',
    `${plain(check.rule)} (${check.requirement}, ${check.level}, ${check.impact})`,
    ...(check.money === null ? [] : ['', `**In money:** ${plain(check.money)}`]),
    ...(accepted === undefined ? [] : ['', `**Waived:** ${plain(accepted)}`]),
    '',
    plain(messageOf(check)),
    ...(first && 'expected' in first ? ['', 'Expected', fenced(told(first.expected))] : []),
    ...(first && 'actual' in first ? ['', 'Actual', fenced(told(first.actual))] : []),
    ...(exchange
      ? [
          '',
          `\`${code(requestLineOf(exchange))}\` → ${plain(outcomeOf(exchange))}`,
          fenced(exchange.curl),
        ]
      : []),
    ...(clues.length === 0 ? [] : ['', ...clues.map((clue) => `- ${plain(clue)}`)]),
    ...(check.failures.length > 1
      ? ['', `and ${counted(check.failures.length - 1, 'more difference')}`]
      : []),
    '',
    `Again: \`tablestakes certify --only ${check.id} --seed ${code(run.seed)}\`${docs === undefined ? '' : ` · ${docs}`}`,
    '',
  ].join('\n');
}

const LONGEST = 1_500;

const cut = (text: string): string =>
  text.length > LONGEST ? `${text.slice(0, LONGEST)}… (cut)` : text;

/** Text of the target in one line that can be neither markup nor a mention of somebody. */
const plain = (text: string): string =>
  cut(text)
    .replace(/[\u0000-\u001f\u007f]+/g, ' ')
    .replace(/[\\`*_{}[\]<>|#~]/g, (character) => `\\${character}`)
    .replace(/@(?=\w)/g, '@\u200b');

const code = (text: string): string => cut(text).replace(/[`\u0000-\u001f]+/g, ' ');

/** A block whose fence is longer than any in it. */
function fenced(text: string): string {
  const shown = cut(text).replace(/[\u0000-\u0008\u000b-\u001f]/g, '�');
  const longest = Math.max(2, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${shown}\n${fence}`;
}
