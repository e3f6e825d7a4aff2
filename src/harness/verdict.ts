import type { CheckResult } from './results.js';
import { isStale, remedyOf } from './waivers.js';
import type { WaiverUse } from './waivers.js';

export type Verdict = 'conformant' | 'partial' | 'non-conformant' | 'inconclusive';

/** What the process ends with; documented, and the same for every command. */
export const EXIT = {
  ok: 0,
  nonConformant: 1,
  usage: 2,
  unreachable: 3,
  inconclusive: 4,
  threshold: 5,
  invalidLoad: 6,
  defect: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The least that makes the process end with something other than 0. */
export type FailOn = 'fail' | 'inconclusive' | 'partial' | 'warn';

export interface RunOutcome {
  readonly results: readonly CheckResult[];
  /** What preflight found wrong; the target was then not judged. */
  readonly unreachable?: string | undefined;
  readonly interrupted?: boolean | undefined;
  /** Default inconclusive. */
  readonly failOn?: FailOn | undefined;
  /** So many checks must have been executed for a verdict; the profile says so. */
  readonly floor?: number | undefined;
  readonly waivers?: readonly WaiverUse[] | undefined;
  /** What is worse than in the baseline, in words. */
  readonly regressions?: readonly string[] | undefined;
  /** Why the results prove nothing although they passed, in words: see quality.ts. */
  readonly doubts?: readonly string[] | undefined;
  /** Report only: a verdict never makes the exit code other than 0. */
  readonly exitZero?: boolean | undefined;
}

export interface Judgement {
  readonly verdict: Verdict;
  readonly exitCode: ExitCode;
  /** In words, the most important first; empty for a clean pass. */
  readonly reasons: readonly string[];
}

/** The one place where a run becomes a verdict: every report and the exit code are fed by it. */
export function judgeRun(facts: RunOutcome): Judgement {
  const { results, doubts = [], regressions = [], waivers = [] } = facts;
  const of = (status: CheckResult['status']): readonly CheckResult[] =>
    results.filter((result) => result.status === status);
  const required = (result: CheckResult): boolean => result.level === 'MUST';
  const executed = results.filter(wasExecuted);
  const failed = of('fail');
  const unproven = [...of('error'), ...of('untestable')].filter(required);
  const skipped = of('skip').filter((result) => required(result) && !result.not_applicable);
  const accepted = of('waived');
  const tooFew = executed.length > 0 && executed.length < (facts.floor ?? 0);
  const uncovered = uncoveredRequirements(results);

  const reasons = [
    ...stopsOf(facts),
    ...said(failed, 'failed'),
    ...waivers.flatMap((waiver) => remedyOf(waiver) ?? []),
    ...regressions,
    ...(executed.length === 0 && facts.unreachable === undefined ? ['no check was executed'] : []),
    ...said(of('error'), 'ended in an error of the harness'),
    ...said(of('untestable').filter(required), 'cannot be tested here'),
    ...(uncovered.length > 0 ? [`requirements without proof: ${uncovered.join(', ')}`] : []),
    ...(tooFew ? [`${executed.length} checks were executed, ${facts.floor} are wanted`] : []),
    ...doubts,
    ...said(accepted, 'failed and waived'),
    ...said(skipped, 'required but skipped'),
  ];
  const stopped = facts.unreachable !== undefined || facts.interrupted === true;
  const doubtful =
    stopped ||
    tooFew ||
    executed.length === 0 ||
    unproven.length + uncovered.length + doubts.length > 0;
  let verdict: Verdict = 'conformant';
  if (failed.length > 0) verdict = 'non-conformant';
  else if (doubtful) verdict = 'inconclusive';
  else if (skipped.length + accepted.length > 0) verdict = 'partial';
  return { verdict, exitCode: exitCodeOf(verdict, facts, executed.length), reasons };
}

function stopsOf(facts: RunOutcome): readonly string[] {
  if (facts.interrupted) return ['the run was interrupted'];
  return facts.unreachable === undefined ? [] : [`preflight failed: ${facts.unreachable}`];
}

function exitCodeOf(verdict: Verdict, facts: RunOutcome, executed: number): ExitCode {
  if (facts.interrupted) return EXIT.interrupted;
  if (facts.unreachable !== undefined) return EXIT.unreachable;
  if (facts.exitZero) return EXIT.ok;
  if (verdict === 'non-conformant') return EXIT.nonConformant;
  if ((facts.regressions ?? []).length > 0) return EXIT.nonConformant;
  if ((facts.waivers ?? []).some(isStale)) return EXIT.nonConformant;
  const failOn = facts.failOn ?? 'inconclusive';
  if (executed === 0) return EXIT.inconclusive;
  if (verdict === 'inconclusive') return failOn === 'fail' ? EXIT.ok : EXIT.inconclusive;
  const warned = facts.results.some((result) => result.status === 'warn');
  if (failOn === 'warn' && (warned || verdict === 'partial')) return EXIT.nonConformant;
  if (failOn === 'partial' && verdict === 'partial') return EXIT.nonConformant;
  return EXIT.ok;
}

/** Whether the check said something about the target. */
export const wasExecuted = ({ status }: CheckResult): boolean =>
  status === 'pass' || status === 'fail' || status === 'waived' || status === 'warn';

/** Required by the selected checks, not skipped on purpose, and yet nothing was executed for it. */
function uncoveredRequirements(results: readonly CheckResult[]): readonly string[] {
  const wanted = results.filter(({ level, status }) => level === 'MUST' && status !== 'skip');
  const proven = new Set(results.filter(wasExecuted).map(({ requirement }) => requirement));
  return [...new Set(wanted.map(({ requirement }) => requirement))].filter((id) => !proven.has(id));
}

function said(results: readonly CheckResult[], what: string): readonly string[] {
  if (results.length === 0) return [];
  const ids = results.slice(0, 8).map(({ id }) => id);
  const more = results.length > ids.length ? ` and ${results.length - ids.length} more` : '';
  return [`${ids.join(', ')}${more} ${what}`];
}
