/** What the generator measured of itself. */
export interface GeneratorFacts {
  readonly lagP50Ms: number;
  readonly lagP99Ms: number;
  /** How late the event loop served its timers, beyond the sampling interval. */
  readonly eventLoopP99Ms: number;
  readonly dropped: number;
  readonly offered: number;
  readonly maxInFlight: number;
  /** Share of one core, 0.0–1.0 and more with helper threads. */
  readonly cpu: number;
}

export interface GeneratorBudget {
  readonly lagP99Ms: number;
  readonly eventLoopP99Ms: number;
  readonly dropped: number;
  readonly maxInFlight: number;
}

export const DEFAULT_BUDGET: Omit<GeneratorBudget, 'maxInFlight'> = {
  lagP99Ms: 20,
  eventLoopP99Ms: 50,
  dropped: 0,
};

export interface Validity {
  readonly valid: boolean;
  /** Why the run says nothing about the target; empty when it does. */
  readonly reasons: readonly string[];
}

/**
 * Whether the run measured the target at all. When the generator was late, or did not offer what
 * it planned, the run is invalid: it neither passes nor fails. The in-flight bound is so wide
 * (rate × time-out) that a slow target cannot reach it, only a narrowed one can.
 */
export function validityOf(facts: GeneratorFacts, budget: GeneratorBudget): Validity {
  const reasons: string[] = [];
  const over = (what: string, actual: number, limit: number, unit: string): void => {
    if (actual > limit) {
      reasons.push(`${what} ${round(actual)}${unit}, the budget is ${round(limit)}${unit}`);
    }
  };
  over('schedule lag p99', facts.lagP99Ms, budget.lagP99Ms, ' ms');
  over('event-loop delay p99', facts.eventLoopP99Ms, budget.eventLoopP99Ms, ' ms');
  over('dropped arrivals', facts.dropped, budget.dropped, '');
  over('turns in flight', facts.maxInFlight, budget.maxInFlight, '');
  return { valid: reasons.length === 0, reasons };
}

const round = (value: number): number => Math.round(value * 100) / 100;
