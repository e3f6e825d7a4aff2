import type { CheckResult } from '../harness/results.js';
import { acceptanceOf, messageOf } from './findings.js';
import type { ReportedRun } from './reported-run.js';

/**
 * TAP 14, one test point per check. A warning and a waived failure are `not ok` with
 * TODO, which fails no reader; what
 * could not be made is plainly `not ok`.
 */
export function tapText(run: ReportedRun): string {
  const { checks } = run;
  const lines = [
    'TAP version 14',
    `# ${oneLine(run.target.name)}: ${run.verdict} (seed ${oneLine(run.seed)})`,
    checks.length === 0 ? '1..0 # SKIP nothing ran' : `1..${checks.length}`,
    ...checks.flatMap(pointOf),
    ...(run.interrupted || checks.length === 0
      ? [`Bail out! ${oneLine(run.reasons[0] ?? 'nothing ran')}`]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

function pointOf(check: CheckResult, position: number): readonly string[] {
  const { id, title, status } = check;
  const isOk = status === 'pass' || status === 'skip';
  const point = `${isOk ? 'ok' : 'not ok'} ${position + 1} - ${described(`${id} ${title}`)}`;
  if (status === 'pass') return [point];
  if (status === 'skip') return [`${point} # SKIP ${described(messageOf(check))}`];
  const todo = todoOf(check);
  return [`${point}${todo}`, ...diagnosisOf(check)];
}

/** A reader counts what is to do as no failure of the run. */
function todoOf(check: CheckResult): string {
  if (check.status === 'warn') return ` # TODO a ${check.level} that is not kept`;
  return check.status === 'waived' ? ` # TODO ${described(acceptanceOf(check) ?? 'waived')}` : '';
}

/** YAML in which every value is a JSON text, so that nothing can leave its line. */
function diagnosisOf(check: CheckResult): readonly string[] {
  const [first] = check.failures;
  const members: readonly (readonly [string, unknown])[] = [
    ['message', messageOf(check)],
    ['severity', check.status],
    ['requirement', check.requirement],
    ['impact', check.impact],
    ['rule', check.rule],
    ['money', check.money],
    ['wanted', first?.expected],
    ['found', first?.actual],
    ['repeat', first?.exchange?.curl],
  ];
  const lines = members.flatMap(([name, value]) =>
    value === undefined || value === null ? [] : [`  ${name}: ${JSON.stringify(value)}`],
  );
  return ['  ---', ...lines, '  ...'];
}

const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f]+/g, ' ');

/** A bare # would begin a directive. */
const described = (text: string): string => oneLine(text).replace(/[\\#]/g, (sign) => `\\${sign}`);
