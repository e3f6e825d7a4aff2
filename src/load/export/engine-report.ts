import type { ImportedHistory } from './imported-run.js';
import { expectedTurns } from './plan.js';
import type { LoadPlan } from './plan.js';

/** What an engine says of its own run, as far as it matters here. */
export interface EngineSays {
  readonly engine: string;
  /** Turns begun by all workers; undefined where the engine left no report. */
  readonly begun: number | undefined;
  /** Arrivals that the engine did not begin. */
  readonly dropped: number;
}

type Summarised = Pick<ImportedHistory, 'summaries'>;

type Counters = Readonly<Record<string, unknown>>;

/** Reads JSON reports of Artillery or summaries of k6, or what the history holds of them. */
export function engineSays(reports: readonly unknown[], { summaries }: Summarised): EngineSays {
  const told = reports.map(reportSays);
  const said: readonly EngineSays[] = told.length > 0 ? told : summaries;
  const [first] = said;
  if (!first) return { engine: 'another engine', begun: undefined, dropped: 0 };
  const counts = said.flatMap(({ begun }) => begun ?? []);
  return {
    engine: first.engine,
    begun: counts.length === 0 ? undefined : counts.reduce((sum, begun) => sum + begun, 0),
    dropped: said.reduce((sum, { dropped }) => sum + dropped, 0),
  };
}

function reportSays(told: unknown): EngineSays {
  const { aggregate, metrics } = (told ?? {}) as {
    readonly aggregate?: { readonly counters?: Counters };
    readonly metrics?: Counters;
  };
  if (aggregate?.counters) {
    const { counters } = aggregate;
    const begun = countOf(counters['vusers.created']);
    return { engine: 'artillery', begun, dropped: countOf(counters['vusers.skipped']) ?? 0 };
  }
  const begun = countOf(metrics?.['iterations']);
  return { engine: 'k6', begun, dropped: countOf(metrics?.['dropped_iterations']) ?? 0 };
}

/** A plain number, or the count of a k6 counter in either shape of its summary. */
function countOf(told: unknown): number | undefined {
  if (typeof told === 'number') return told;
  if (told === null || typeof told !== 'object') return undefined;
  const { count, values } = told as { readonly count?: unknown; readonly values?: unknown };
  return typeof count === 'number' ? count : countOf(values);
}

/** An engine that began fewer turns than this share of the plan offered another load. */
const LEAST_SHARE = 0.95;

/**
 * Why the run may say nothing: a history that lacks turns proves no money, and an engine that
 * offered less than planned was itself the limit.
 */
export function doubtsOf(
  plan: LoadPlan,
  history: ImportedHistory,
  reports: readonly unknown[],
): EngineSays & { readonly doubts: readonly string[] } {
  const { turns, workers, seconds } = history;
  const says = engineSays(reports, history);
  const doubts: string[] = [];
  const begun = says.begun ?? turns.length;
  if (says.begun === undefined && seconds.length === 0) {
    doubts.push('nobody says how the engine itself did: give its report');
  }
  if (turns.length < begun) {
    doubts.push(
      `the histories of ${workers.length} workers hold ${turns.length} of ${begun} turns that ` +
        'the engine began: one is missing, or turns broke off',
    );
  }
  const late = lateOf(plan, history);
  if (late.length > 0) {
    doubts.push(
      `${late.join(', ')} still funded players when the warm-up was over: give a longer --warm-up`,
    );
  }
  const expected = expectedTurns(plan);
  const least = expected * LEAST_SHARE - 3 * Math.sqrt(expected);
  if (begun < least) {
    doubts.push(`the engine began ${begun} turns, the plan offers ${Math.round(expected)}`);
  }
  return { ...says, doubts };
}

/** Workers that began to play when they were judged already: what had waited came at once. */
function lateOf(plan: LoadPlan, { workers, turns }: ImportedHistory): readonly string[] {
  const first = new Map<string, number>();
  for (const { worker, from_ms: fromMs } of turns) {
    if (!first.has(worker)) first.set(worker, fromMs);
  }
  return workers
    .map(({ worker }) => worker)
    .filter((worker) => (first.get(worker) ?? 0) > plan.warm_up_s * 1_000);
}
