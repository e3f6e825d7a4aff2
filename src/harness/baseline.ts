import type { CheckResult, Status } from './results.js';
import { selects } from './selection.js';
import { wasExecuted } from './verdict.js';
import type { Verdict } from './verdict.js';

/** As much of a run as can be set beside another: a result, or what its JSON report gives back. */
export interface ComparableRun {
  readonly verdict: Verdict;
  readonly checks: readonly CheckResult[];
  readonly target: { readonly name: string };
  readonly selection: { readonly only: readonly string[] };
  readonly seed: string;
  readonly revision?: string | undefined;
  readonly contractVersion: string;
  readonly startedAt: string;
}

/** One of two compared runs; members stand so in the JSON report. */
export interface ComparedRun {
  readonly target: string;
  readonly verdict: Verdict;
  readonly started_at: string;
  readonly seed: string;
  /** Of the requirement set; null where the report does not tell. */
  readonly revision: string | null;
  readonly contract_version: string;
}

/** A check that ends otherwise than before; null: it is not in that run. */
export interface Change {
  readonly id: string;
  readonly title: string;
  readonly before: Status | null;
  readonly after: Status | null;
  /** What the later run says of it. */
  readonly why: string | null;
}

/** Two runs beside each other, check by check, in the order in which they are told. */
export interface Comparison {
  readonly before: ComparedRun;
  readonly after: ComparedRun;
  /** Checks that said something before and could have again. */
  readonly compared: number;
  /** Worse than before. */
  readonly regressed: readonly Change[];
  /** Said something of the target before and nothing now: the quietest way to become green. */
  readonly stopped: readonly Change[];
  readonly fixed: readonly Change[];
  /** Says something now and said nothing before; if it fails, the verdict says so. */
  readonly added: readonly Change[];
}

const RANK: Readonly<Partial<Record<Status, number>>> = { pass: 0, warn: 1, waived: 2, fail: 3 };
const rankOf = (check: CheckResult | undefined): number | undefined => check && RANK[check.status];

/**
 * What changed. A later run narrowed by `only` is compared within its selection; a check left out
 * by `skip` has stopped, whoever left it out.
 */
export function compareRuns(before: ComparableRun, after: ComparableRun): Comparison {
  const earlier = new Map(before.checks.map((check) => [check.id, check]));
  const later = new Map(after.checks.map((check) => [check.id, check]));
  const isChosen = selects(after.selection.only);
  const judged = before.checks.filter((check) => wasExecuted(check) && isChosen(check));
  const pairs = judged.map((check) => [check, later.get(check.id)] as const);
  const ranked = pairs.flatMap(([was, is]) => {
    const step = is && wasExecuted(is) ? (rankOf(is) ?? 0) - (rankOf(was) ?? 0) : 0;
    return step === 0 ? [] : [{ change: changeOf(was, is), step }];
  });
  return {
    before: comparedOf(before),
    after: comparedOf(after),
    compared: judged.length,
    regressed: ranked
      .filter(({ step, change }) => step > 0 && change.after !== 'waived')
      .map(({ change }) => change),
    stopped: pairs
      .filter(([, is]) => is === undefined || !wasExecuted(is))
      .map(([was, is]) => changeOf(was, is)),
    fixed: ranked.filter(({ step }) => step < 0).map(({ change }) => change),
    added: after.checks
      .filter((check) => wasExecuted(check) && !executedIn(earlier, check.id))
      .map((check) => changeOf(earlier.get(check.id), check)),
  };
}

function executedIn(checks: ReadonlyMap<string, CheckResult>, id: string): boolean {
  const check = checks.get(id);
  return check !== undefined && wasExecuted(check);
}

function changeOf(was: CheckResult | undefined, is: CheckResult | undefined): Change {
  return {
    id: (is ?? was)?.id ?? '',
    title: (is ?? was)?.title ?? '',
    before: was?.status ?? null,
    after: is?.status ?? null,
    why: is === undefined ? 'it is not in the later run' : (is.failures[0]?.message ?? is.reason),
  };
}

const comparedOf = (run: ComparableRun): ComparedRun => ({
  target: run.target.name,
  verdict: run.verdict,
  started_at: run.startedAt,
  seed: run.seed,
  revision: run.revision ?? null,
  contract_version: run.contractVersion,
});

/** What makes the later run a step back, in words; nothing where it is none. */
export function regressionsOf({ regressed, stopped }: Comparison): readonly string[] {
  return [...told(regressed, 'worse than in the baseline'), ...told(stopped, 'no longer checked')];
}

const MOST_IDS = 8;

function told(changes: readonly Change[], what: string): readonly string[] {
  if (changes.length === 0) return [];
  const ids = changes.slice(0, MOST_IDS).map(({ id }) => id);
  const more = changes.length > MOST_IDS ? ` and ${changes.length - MOST_IDS} more` : '';
  return [`${ids.join(', ')}${more} ${what}`];
}
