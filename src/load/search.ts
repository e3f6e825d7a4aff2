/** What one trial at one rate said: of the target, or that the generator was the limit. */
export type TrialVerdict = 'met' | 'missed' | 'invalid';

/** Between which rates the capacity lies, in turns per second. */
export interface CapacityInterval {
  /** The highest rate that met the thresholds; 0 where none did. */
  readonly least: number;
  /** The lowest rate above it that missed them, twice; null where none did. */
  readonly below: number | null;
  /** The generator gave way before the target did: there is no upper end. */
  readonly generatorBroke: boolean;
}

export interface SearchPlan {
  readonly from: number;
  /** Each step so many times the one before, until one misses. */
  readonly factor: number;
  /** The search ends when the upper end is at most so many times the lower one. */
  readonly precision: number;
}

type Search<Result> = Generator<number, Result, TrialVerdict>;

/**
 * Proposes rates and is told how each went: up in steps until a rate misses twice, then by halves
 * between the last that met and the first that missed.
 */
export function* searchCapacity(plan: SearchPlan): Search<CapacityInterval> {
  const start = yield* climbed(plan);
  const { generatorBroke } = start;
  let { least, below } = start;
  while (below !== null && least > 0 && !generatorBroke && below / least > plan.precision) {
    const rate = Math.round(Math.sqrt(least * below));
    if (rate <= least || rate >= below) break;
    const verdict = yield* tried(rate);
    // The upper end is known already: a generator that stumbles only leaves the interval wider.
    if (verdict === 'invalid') break;
    if (verdict === 'met') least = rate;
    else below = rate;
  }
  return { least, below, generatorBroke };
}

/** Up from the first rate until one misses; down from it until one meets. */
function* climbed({ from, factor }: SearchPlan): Search<CapacityInterval> {
  let least = 0;
  let below: number | null = null;
  for (let rate = from; rate >= 1; rate = Math.round(below === null ? rate * factor : rate / 2)) {
    const verdict = yield* tried(rate);
    if (verdict === 'invalid') return { least, below, generatorBroke: below === null };
    if (verdict === 'missed') below = rate;
    else least = rate;
    if (below !== null && (least > 0 || rate === 1)) break;
  }
  return { least, below, generatorBroke: false };
}

/** A miss, or a generator that stumbled, may have been the machine's: it counts the second time. */
function* tried(rate: number): Search<TrialVerdict> {
  const first = yield rate;
  return first === 'met' ? first : yield rate;
}
