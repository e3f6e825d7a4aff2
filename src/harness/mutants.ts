import { certify } from './certify.js';
import type { Invariant } from './invariants.js';
import type { Scenario } from './scenario.js';

/** A sandbox with exactly one known defect, and the checks that must notice it. */
export interface MutantFacts {
  readonly id: string;
  readonly requirement: string;
  readonly caughtBy: readonly string[];
  readonly title: string;
  /** What it does depends on a race: never the witness of a check, which must hold every time. */
  readonly racing?: boolean;
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
  /** Checks that no mutant made fail; told by a full run, or by one with witnesses. */
  readonly idle: readonly string[];
}

/** Check id to the id of a mutant that it notices. */
export type Witnesses = Readonly<Record<string, string>>;

/**
 * Runs checks (all, or the named ones) against a fresh sandbox with this defect, null being the
 * sound one, and answers the ids of those that did not pass. One at a time.
 */
export type Lane = (
  mutantId: string | null,
  only: readonly string[] | undefined,
) => Promise<readonly string[]>;

export interface MutantRun {
  readonly mutants: readonly MutantFacts[];
  /** Ids of all checks, in the order of reports. */
  readonly checks: readonly string[];
  /** They share the work: one for each processor makes the run that much shorter. */
  readonly lanes: readonly Lane[];
  /** Run the whole suite against each mutant, not only the checks that must notice it. */
  readonly full: boolean;
  /** Which mutant each check is known to notice: run then too, and shown when it no longer does. */
  readonly witnesses?: Witnesses | undefined;
  /** Checks to try against every mutant, unless a mutant names them or they have a witness. */
  readonly seek?: readonly string[] | undefined;
  readonly onMutant?: ((result: MutantResult, done: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

const isRacing = ({ racing = false }: MutantFacts): boolean => racing;

/** Runs the suite against each mutant and says which check noticed which defect. */
export async function runMutants(run: MutantRun): Promise<KillMatrix> {
  const known = (ids: readonly string[]): readonly string[] =>
    run.checks.filter((id) => ids.includes(id));
  const [first] = run.lanes;
  if (!first) throw new RangeError('a run of mutants needs a lane');
  const racing = new Set(run.mutants.filter(isRacing).map(({ id }) => id));
  const witnesses = Object.fromEntries(
    Object.entries(run.witnesses ?? {}).filter(([, mutant]) => !racing.has(mutant)),
  );
  const steady = run.mutants.filter((mutant) => !isRacing(mutant));
  const named = new Set(steady.flatMap(({ caughtBy }) => caughtBy));
  const sought = (run.seek ?? []).filter((id) => !named.has(id) && !(id in witnesses));
  const wanted = ({ id, caughtBy }: MutantFacts): readonly string[] =>
    known([...caughtBy, ...sought, ...run.checks.filter((check) => witnesses[check] === id)]);
  const unsound = await first(null, run.full ? undefined : known(run.mutants.flatMap(wanted)));
  const results = new Map<string, MutantResult>();
  const queue = run.mutants.values();
  const work = async (lane: Lane): Promise<void> => {
    for (const mutant of queue) {
      if (run.signal?.aborted) return;
      const by = await lane(mutant.id, run.full ? undefined : wanted(mutant));
      const noticed = by.filter((id) => !unsound.includes(id));
      const killed = mutant.caughtBy.some((id) => noticed.includes(id));
      results.set(mutant.id, { ...mutant, killed, by: noticed });
      run.onMutant?.({ ...mutant, killed, by: noticed }, results.size);
    }
  };
  await Promise.all(run.lanes.map(work));
  const told = run.mutants.flatMap(({ id }) => results.get(id) ?? []);
  const killers = new Set(told.flatMap(({ by }) => by));
  return {
    mutants: told,
    survivors: told.filter(({ killed }) => !killed).map(({ id }) => id),
    unsound,
    idle: run.full || run.witnesses ? run.checks.filter((id) => !killers.has(id)) : [],
  };
}

export interface LaneOptions {
  readonly scenarios: readonly Scenario[];
  readonly invariants: readonly Invariant[];
  readonly seed: string;
  /** Starts a fresh sandbox; null is the sound one. */
  readonly start: (mutantId: string | null) => Promise<{ url: string; close(): Promise<void> }>;
}

/** A lane in this thread. */
export const laneOf =
  ({ scenarios, invariants, seed, start }: LaneOptions): Lane =>
  async (mutantId, only) => {
    if (only?.length === 0) return [];
    const sandbox = await start(mutantId);
    try {
      const result = await certify({ target: sandbox.url, scenarios, invariants, seed, only });
      const noticed = result.checks.filter(({ status }) => status === 'fail' || status === 'warn');
      return noticed.map(({ id }) => id);
    } finally {
      await sandbox.close();
    }
  };

/**
 * For each check the first mutant that it noticed, a mutant that names it before all others. None
 * whose defect depends on a race: tomorrow it may not show.
 */
export function witnessesOf(matrix: KillMatrix): Witnesses {
  const found: Record<string, string> = {};
  const steady = matrix.mutants.filter((mutant) => !isRacing(mutant));
  const named = steady.flatMap((mutant) =>
    mutant.by.filter((id) => mutant.caughtBy.includes(id)).map((id) => [id, mutant.id] as const),
  );
  const others = steady.flatMap((mutant) => mutant.by.map((id) => [id, mutant.id] as const));
  for (const [check, mutant] of [...named, ...others]) found[check] ??= mutant;
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
}
