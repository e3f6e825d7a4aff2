import type { CheckResult, Status } from '../harness/results.js';
import type { Verdict } from '../harness/verdict.js';
import { broken, counted, findingsOf } from './findings.js';
import type { ReportedRun } from './reported-run.js';

export const VERDICT_WORDS: Readonly<Record<Verdict, readonly [mark: string, word: string]>> = {
  conformant: ['✓', 'Conformant'],
  partial: ['◐', 'Partial'],
  'non-conformant': ['✗', 'Non-conformant'],
  inconclusive: ['?', 'Inconclusive'],
};

/** The verdict as one sentence for who has never seen a check. */
export function headlineOf(run: ReportedRun): string {
  const { verdict, counts, target } = run;
  const name = target.name;
  switch (verdict) {
    case 'conformant':
      return `${name} keeps every promise that was checked: ${counted(counts.pass, 'check')} passed${
        counts.warn === 0 ? '' : `, ${counted(counts.warn, 'recommendation')} not kept`
      }.`;
    case 'partial':
      return counts.waived > 0
        ? `${name} breaks ${counted(clausesOf(run, 'waived').length, 'promise')} that somebody accepts for a while, and keeps what else was checked.`
        : `${name} kept what was checked, but not everything that is required was checked.`;
    case 'non-conformant':
      return `${name} breaks ${counted(clausesOf(run, 'fail').length, 'promise')} that a platform must keep.`;
    case 'inconclusive':
      return counts.pass + counts.fail + counts.warn === 0
        ? `${name} was not judged: not one check could be made.`
        : `This run says neither yes nor no about ${name}: ${doubtOf(run)}.`;
  }
}

function doubtOf({ counts, interrupted, reasons }: ReportedRun): string {
  if (interrupted) return 'it was interrupted';
  if (counts.untestable + counts.error > 0) return 'required checks could not be made';
  return reasons[0] ?? 'what ran proves too little';
}

const clausesOf = ({ checks }: ReportedRun, wanted: Status): readonly string[] => [
  ...new Set(checks.flatMap(({ status, requirement }) => (status === wanted ? requirement : []))),
];

/** One thing that may be lost, with the checks that show it. */
export interface MoneyAtRisk {
  readonly money: string;
  readonly impact: CheckResult['impact'];
  readonly checks: readonly string[];
  /** Somebody accepts it for a while: every check that shows it is waived. */
  readonly isAccepted: boolean;
}

/** What the broken promises mean in money, the gravest first, each thing said once. */
export function moneyAtRisk({ checks }: ReportedRun): readonly MoneyAtRisk[] {
  const byMoney = new Map<string, CheckResult[]>();
  for (const check of findingsOf(checks).filter(broken)) {
    if (check.money === null) continue;
    byMoney.set(check.money, [...(byMoney.get(check.money) ?? []), check]);
  }
  return [...byMoney].map(([money, shown]) => ({
    money,
    impact: shown[0]?.impact ?? 'minor',
    checks: shown.map(({ id }) => id),
    isAccepted: shown.every(({ status }) => status === 'waived'),
  }));
}

/** Where no money is at risk, why: nothing was found, or nothing was looked at. */
export function moneySentence({ verdict, counts }: ReportedRun): string {
  if (counts.fail + counts.warn + counts.waived > 0) {
    return 'Nothing that failed says what it costs.';
  }
  return verdict === 'conformant'
    ? 'No way was found to make, lose or double money.'
    : 'Nothing is proven about money: what was not checked may still make, lose or double it.';
}

/** `2026-11-22 12:41:57 UTC` */
export const timeText = (instant: string): string =>
  `${instant.slice(0, 10)} ${instant.slice(11, 19)} UTC`;

/** `18.4 s` */
export const secondsText = (ms: number): string => `${Math.round(ms / 100) / 10} s`;

/** A target without a name of its own is called by where it lives. */
const isHost = ({ name, baseUrl }: ReportedRun['target']): boolean =>
  URL.canParse(baseUrl) && new URL(baseUrl).host === name;

/** Who was judged by what, and how to judge it so again; each line a name and a value. */
export function factsOf(run: ReportedRun): readonly (readonly [string, string])[] {
  const { selection, target } = run;
  const { only, skip, selected, of } = selection;
  return [
    ['target', isHost(target) ? target.baseUrl : `${target.name}, ${target.baseUrl}`],
    ['profile', target.profile ?? 'platform-full'],
    ['checks', selected === of ? `all ${of}` : `${selected} of ${of}`],
    ...(only.length > 0 ? [['only', only.join(', ')] as const] : []),
    ...(skip.length > 0 ? [['left out', skip.join(', ')] as const] : []),
    ['date', timeText(run.startedAt)],
    ['took', `${secondsText(run.ms)}${run.interrupted ? ', interrupted' : ''}`],
    ['seed', run.seed],
    ['contract', run.contractVersion],
    ['exit code', String(run.exitCode)],
  ];
}
