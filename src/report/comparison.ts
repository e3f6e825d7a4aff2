import { counted } from './findings.js';
import type { Change, ComparedRun, Comparison } from '../harness/baseline.js';

/** Two runs beside each other in words, the worst first. */
export function comparisonText(comparison: Comparison): string {
  const { before, after, compared, regressed, stopped, fixed, added } = comparison;
  const parts = [
    ...partOf('worse', regressed),
    ...partOf('no longer checked', stopped),
    ...partOf('better', fixed),
    ...partOf('new', added),
  ];
  const lines = [
    `before  ${runText(before)}`,
    `after   ${runText(after)}`,
    ...differences(before, after),
    ...parts,
    '',
    `${counted(compared, 'check')} compared: ${regressed.length} worse, ${stopped.length} no longer checked, ` +
      `${fixed.length} better, ${added.length} new`,
  ];
  return `${lines.join('\n')}\n`;
}

const runText = ({ target, verdict, started_at: startedAt, seed }: ComparedRun): string =>
  `${verdict}  ${target}  ${startedAt}  (seed ${seed})`;

/** What makes the two runs hard to compare, said before what they differ in. */
function differences(before: ComparedRun, after: ComparedRun): readonly string[] {
  const changed = (what: string, was: string | null, is: string | null): readonly string[] =>
    was === is ? [] : [`note    ${what} ${was ?? 'unknown'} before, ${is ?? 'unknown'} now`];
  return [
    ...changed('requirement set', before.revision, after.revision),
    ...changed('contract', before.contract_version, after.contract_version),
    ...changed('target', before.target, after.target),
  ];
}

const MOST_CHANGES = 40;

function partOf(title: string, changes: readonly Change[]): readonly string[] {
  if (changes.length === 0) return [];
  const width = Math.max(...changes.map(({ id }) => id.length));
  const hidden = changes.length - MOST_CHANGES;
  return [
    '',
    `${title}:`,
    ...changes.slice(0, MOST_CHANGES).map((change) => changeText(change, width)),
    ...(hidden > 0 ? [`  and ${hidden} more`] : []),
  ];
}

function changeText({ id, title, before, after, why }: Change, width: number): string {
  const step = `${before ?? 'absent'} → ${after ?? 'absent'}`;
  const reason = why === null ? '' : `: ${why.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ')}`;
  return `  ${id.padEnd(width)}  ${step.padEnd(15)} ${title}${reason}`;
}
