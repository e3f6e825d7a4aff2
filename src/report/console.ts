import type { CertifyEvent } from '../harness/certify.js';
import { shown } from '../harness/difference.js';
import type { Failure } from '../harness/failures.js';
import { STATUSES } from '../harness/results.js';
import type { CheckResult, Status } from '../harness/results.js';
import { paintOf } from './paint.js';
import type { Paint } from './paint.js';
import type { ReportedRun } from './reported-run.js';

export interface ConsoleOptions {
  readonly write: (text: string) => void;
  /** A terminal gets one moving line, anything else a line per check. */
  readonly isTerminal: boolean;
  readonly colour: boolean;
  /** Only the verdict and what is wrong. */
  readonly quiet: boolean;
}

const CLEAR_LINE = '\r\u001b[2K';
const ICONS: Readonly<Record<Status, string>> = {
  pass: '✓',
  fail: '✗',
  waived: '~',
  warn: '!',
  skip: '-',
  untestable: '?',
  error: 'E',
};

/** Tells a run as it goes; the verdict comes first at the end, then whatever is wrong. */
export function consoleReporter(options: ConsoleOptions): (event: CertifyEvent) => void {
  const paint = paintOf(options.colour);
  const { write } = options;
  const moving = options.isTerminal && !options.quiet;
  return (event) => {
    switch (event.type) {
      case 'started':
        if (!options.quiet) write(`certifying ${event.target} (seed ${event.seed})\n`);
        return;
      case 'checked':
        if (moving) write(`${CLEAR_LINE}${progressOf(event, paint)}`);
        else if (!options.quiet) write(lineOf(event, paint));
        return;
      case 'finished':
        if (moving) write(CLEAR_LINE);
        write(summaryText(event.result, options.colour));
    }
  };
}

type Checked = Extract<CertifyEvent, { type: 'checked' }>;

const progressOf = ({ result, done, total }: Checked, paint: Paint): string =>
  `${paint.status(result.status, ICONS[result.status])} ${done}/${total} checks  ${paint.faint(result.id)}`;

const lineOf = ({ result, done, total }: Checked, paint: Paint): string =>
  `${paint.status(result.status, result.status.padEnd(10))} ${done}/${total} ${result.id} ${result.title}\n`;

/** The end of a run in words. */
export function summaryText(result: ReportedRun, colour = false): string {
  const paint = paintOf(colour);
  const wrong = result.checks.filter(({ status }) => status !== 'pass' && status !== 'skip');
  const { selected, of } = result.selection;
  const { profile = 'platform-full' } = result.target;
  const whole = profile === 'platform-full' ? '' : `, profile ${profile}`;
  const part = selected === of ? whole : `${whole}, ${selected} of ${of} checks selected`;
  const lines = [
    '',
    `${paint.verdict(result.verdict, result.verdict.toUpperCase())}  ${result.target.name}` +
      paint.faint(`  (seed ${result.seed}${part})`),
    ...result.reasons.map((reason) => `  ${printable(reason)}`),
    ...wrong.map((check) => checkText(check, paint)),
    '',
    ...domainLines(result),
    ...outsideLines(result, paint),
    '',
    `${countsText(result)} in ${Math.round(result.ms / 100) / 10} s`,
    ...(result.ledgerHash === null ? [] : [paint.faint(`ledger ${result.ledgerHash}`)]),
  ];
  return `${lines.join('\n')}\n`;
}

/** A target must not move our cursor: what it said is shown without control characters. */
const printable = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '�');

function checkText(check: CheckResult, paint: Paint): string {
  const head = `${check.id} ${check.title}`;
  const lines = [
    '',
    `${paint.status(check.status, `${ICONS[check.status]} ${check.status}`)} ${paint.strong(head)}`,
    `  rule      ${check.rule} (${check.requirement}, ${check.level}, ${check.impact})`,
    ...waiverLines(check),
    ...(check.reason === null ? [] : [`  reason    ${printable(check.reason)}`]),
    ...check.failures.slice(0, MOST_FAILURES).flatMap(failureLines),
  ];
  const more = check.failures.length - MOST_FAILURES;
  if (more > 0) lines.push(`  and ${more} more, in the JSON report`);
  if (check.money !== null) lines.push(`  money     ${check.money}`);
  if (check.failures.length > 0)
    lines.push(paint.faint(`  explain   tablestakes explain ${check.id}`));
  return lines.join('\n');
}

const waiverLines = ({ waiver }: CheckResult): readonly string[] =>
  waiver ? [`  waived    until ${waiver.expires}, by ${waiver.owner}: ${waiver.reason}`] : [];

const MOST_FAILURES = 3;

function failureLines(failure: Failure): readonly string[] {
  const word = failure.kind === 'expectation' ? 'failed' : failure.kind;
  const lines = [`  ${word.padEnd(10)}${printable(failure.message)}`];
  if ('expected' in failure) lines.push(`  expected  ${shown(failure.expected)}`);
  if ('actual' in failure) lines.push(`  actual    ${shown(failure.actual)}`);
  if (failure.exchange) lines.push(`  repeat    ${printable(failure.exchange.curl)}`);
  return lines;
}

function domainLines(result: ReportedRun): readonly string[] {
  const domains = [...new Set(result.checks.map(({ domain }) => domain))];
  const width = Math.max(0, ...domains.map((domain) => domain.length));
  return domains.map((domain) => {
    const checks = result.checks.filter((check) => check.domain === domain);
    const told = STATUSES.flatMap((status) => {
      const count = checks.filter((check) => check.status === status).length;
      return count === 0 ? [] : [`${count} ${status}`];
    });
    return `  ${domain.padEnd(width)}  ${told.join(', ')}`;
  });
}

/** What was not judged because the target does not promise it, and what it has undeclared. */
function outsideLines({ checks, target }: ReportedRun, paint: Paint): readonly string[] {
  const outside = checks.filter(({ not_applicable: isOutside }) => isOutside === true);
  const undeclared = target.undeclared ?? [];
  return [
    ...(outside.length + undeclared.length > 0 ? [''] : []),
    ...outside.map(({ id, reason }) => paint.faint(`  - ${id} ${printable(reason ?? '')}`)),
    ...(undeclared.length > 0 ? [`  there, but not declared: ${undeclared.join(', ')}`] : []),
  ];
}

function countsText({ counts }: ReportedRun): string {
  const told = STATUSES.filter((status) => counts[status] > 0 || status === 'pass');
  const noun = counts.total === 1 ? 'check' : 'checks';
  return `${counts.total} ${noun}: ${told.map((status) => `${counts[status]} ${status}`).join(', ')}`;
}
