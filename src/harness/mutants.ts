import { certify } from './certify.js';
import type { Invariant } from './invariants.js';
import type { Scenario } from './scenario.js';

/** A sandbox with exactly one known defect, and the checks that must notice it. */
export interface MutantFacts {
  readonly id: string;
  readonly requirement: string;
  readonly caughtBy: readonly string[];
  readonly title: string;
}

export interface MutantResult extends MutantFacts {
  /** One of the checks that must notice it did. */
  readonly killed: boolean;
  /** Every check that did not pass. */
  readonly by: readonly string[];
}

export interface KillMatrix {
  readonly mutants: readonly MutantResult[];
  /** Ids of mutants that no named check noticed: holes in the suite. */
  readonly survivors: readonly string[];
  /** Checks that fail on a sound sandbox: they prove nothing by failing. */
  readonly unsound: readonly string[];
  /** Checks that no mutant made fail; told only by a full run. */
  readonly idle: readonly string[];
}

export interface MutantRun {
  readonly mutants: readonly MutantFacts[];
  readonly scenarios: readonly Scenario[];
  readonly invariants: readonly Invariant[];
  readonly seed: string;
  /** Starts a fresh sandbox; null is the sound one. */
  readonly start: (mutantId: string | null) => Promise<{ url: string; close(): Promise<void> }>;
  /** Run the whole suite against each mutant, not only the checks that must notice it. */
  readonly full: boolean;
  readonly onMutant?: ((result: MutantResult, done: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Runs the suite against each mutant and says which check noticed which defect. */
export async function runMutants(run: MutantRun): Promise<KillMatrix> {
  const all = [...run.scenarios, ...run.invariants].map(({ id }) => id);
  const known = (ids: readonly string[]): readonly string[] => all.filter((id) => ids.includes(id));
  const named = known(run.mutants.flatMap(({ caughtBy }) => caughtBy));
  const unsound = await notPassed(run, null, run.full ? undefined : named);
  const results: MutantResult[] = [];
  for (const mutant of run.mutants) {
    if (run.signal?.aborted) break;
    const by = await notPassed(run, mutant.id, run.full ? undefined : known(mutant.caughtBy));
    const noticed = by.filter((id) => !unsound.includes(id));
    const killed = mutant.caughtBy.some((id) => noticed.includes(id));
    const result = { ...mutant, killed, by: noticed };
    results.push(result);
    run.onMutant?.(result, results.length);
  }
  const killers = new Set(results.flatMap(({ by }) => by));
  return {
    mutants: results,
    survivors: results.filter(({ killed }) => !killed).map(({ id }) => id),
    unsound,
    idle: run.full ? all.filter((id) => !killers.has(id)) : [],
  };
}

async function notPassed(
  run: MutantRun,
  mutantId: string | null,
  only: readonly string[] | undefined,
): Promise<readonly string[]> {
  if (only?.length === 0) return [];
  const sandbox = await run.start(mutantId);
  try {
    const { scenarios, invariants, seed } = run;
    const result = await certify({ target: sandbox.url, scenarios, invariants, seed, only });
    const noticed = result.checks.filter(({ status }) => status === 'fail' || status === 'warn');
    return noticed.map(({ id }) => id);
  } finally {
    await sandbox.close();
  }
}
