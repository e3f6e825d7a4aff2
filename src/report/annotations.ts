import { counted, findingsOf, messageOf } from './findings.js';
import type { CheckResult } from '../harness/results.js';
import type { Guide, ReportedRun } from './reported-run.js';

/** More than ten of a kind in a step are not shown, and nobody is told. */
const MOST = 10;

/** Workflow commands of GitHub, the worst first; the last of each kind says how many more there are. */
export function annotationsText(run: ReportedRun, guide: Guide): string {
  const findings = findingsOf(run.checks);
  const isError = ({ status, level }: CheckResult): boolean =>
    status === 'fail' || (level === 'MUST' && (status === 'error' || status === 'untestable'));
  const errors = findings.filter(isError);
  const warnings = findings.filter((check) => !isError(check) && check.status !== 'skip');
  return [...commands('error', errors, guide), ...commands('warning', warnings, guide)].join('');
}

function commands(
  kind: 'error' | 'warning',
  checks: readonly CheckResult[],
  guide: Guide,
): readonly string[] {
  const shown = checks.length > MOST ? checks.slice(0, MOST - 1) : checks;
  const more = checks.length - shown.length;
  const told = shown.map((check) => {
    const title = `${check.id} ${check.title}`;
    const money = check.money === null ? '' : `\nIn money: ${check.money}`;
    return command(kind, title, `${messageOf(check).slice(0, LONGEST)}${money}`, guide);
  });
  if (more === 0) return told;
  return [
    ...told,
    command(kind, `${counted(more, 'more finding')}`, 'The reports hold them.', guide),
  ];
}

const LONGEST = 1_000;

const command = (kind: string, title: string, message: string, { findingsAt }: Guide): string =>
  `::${kind} file=${property(findingsAt)},title=${property(title)}::${data(message)}\n`;

const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
