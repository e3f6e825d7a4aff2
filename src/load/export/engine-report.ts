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

/** Reads the JSON report of Artillery or the summary of k6, or what the history holds of it. */
export function engineSays(told: unknown, { summaries }: Summarised): EngineSays {
  const { aggregate, metrics } = (told ?? {}) as {
    readonly aggregate?: { readonly counters?: Counters };
    readonly metrics?: Counters;
  };
  if (aggregate?.counters) {
    const { counters } = aggregate;
    const begun = countOf(counters['vusers.created']);
    return { engine: 'artillery', begun, dropped: countOf(counters['vusers.skipped']) ?? 0 };
  }
  if (metrics) {
    const begun = countOf(metrics['iterations']);
    return { engine: 'k6', begun, dropped: countOf(metrics['dropped_iterations']) ?? 0 };
  }
  const [first] = summaries;
  if (!first) return { engine: 'another engine', begun: undefined, dropped: 0 };
  return {
    engine: first.engine,
    begun: summaries.reduce((sum, { begun }) => sum + begun, 0),
    dropped: summaries.reduce((sum, { dropped }) => sum + dropped, 0),
  };
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
  told: unknown,
): EngineSays & { readonly doubts: readonly string[] } {
  const { turns, workers, seconds } = history;
  const says = engineSays(told, history);
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
  const expected = expectedTurns(plan);
  const least = expected * LEAST_SHARE - 3 * Math.sqrt(expected);
  if (begun < least) {
    doubts.push(`the engine began ${begun} turns, the plan offers ${Math.round(expected)}`);
  }
  return { ...says, doubts };
}
