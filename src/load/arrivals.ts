import { randomStream } from '../kernel/random.js';

/** Where in the run an arrival falls; warm-up is measured, reported and never judged. */
export type Phase = 'warm-up' | 'ramp' | 'steady';

export const PHASES: readonly Phase[] = ['warm-up', 'ramp', 'steady'];

/** A stretch of the plan: the rate goes in a straight line from one value to the other. */
export interface Stage {
  readonly phase: Phase;
  readonly durationMs: number;
  /** Arrivals per second. */
  readonly fromRate: number;
  readonly toRate: number;
}

/** `constant`: equal spacing. `poisson`: independent arrivals, which is what shows queueing. */
export type Spacing = 'constant' | 'poisson';

export interface Arrival {
  readonly ordinal: number;
  /** The intended start, milliseconds after the run's start; latency counts from here. */
  readonly atMs: number;
  readonly phase: Phase;
}

export interface Arrivals {
  next(): Arrival | undefined;
}

/** How many arrivals a stage is expected to hold: the area under its rate. */
export const expectedOf = (stage: Stage): number =>
  ((stage.fromRate + stage.toRate) / 2) * (stage.durationMs / 1_000);

/** Milliseconds into the stage at which `count` arrivals are behind us. */
function momentOf(stage: Stage, count: number): number {
  if (count <= 0) return 0;
  const from = stage.fromRate / 1_000;
  const slope = (stage.toRate - stage.fromRate) / 1_000 / stage.durationMs;
  const root = Math.sqrt(Math.max(0, from * from + 2 * slope * count));
  return (2 * count) / (from + root); // the stable form of the quadratic's root
}

const ROUNDING = 1e-9;

/**
 * The plan of intended starts. Arrivals are placed on the cumulative rate and mapped back to time,
 * so one law serves steady stretches and ramps, and the same seed gives the same plan.
 */
export function arrivalsOf(plan: {
  readonly stages: readonly Stage[];
  readonly spacing: Spacing;
  readonly seed: string;
}): Arrivals {
  const chance = randomStream(plan.seed, 'arrivals');
  const gap = (): number => (plan.spacing === 'constant' ? 1 : -Math.log(1 - chance.next()));
  let position = plan.spacing === 'constant' ? 0 : gap();
  let ordinal = 0;
  let index = 0;
  let passed = 0;
  let startMs = 0;

  const next = (): Arrival | undefined => {
    for (;;) {
      const stage = plan.stages[index];
      if (!stage) return undefined;
      const expected = expectedOf(stage);
      if (position - passed < expected - ROUNDING) {
        const atMs = startMs + momentOf(stage, position - passed);
        position += gap();
        return { ordinal: ordinal++, atMs, phase: stage.phase };
      }
      passed += expected;
      startMs += stage.durationMs;
      index += 1;
    }
  };
  return { next };
}

/** Warm-up at half the rate, a climb for a fifth of the judged time, then the full rate. */
export function eveningStages(rate: number, durationMs: number, warmUpMs: number): Stage[] {
  const rampMs = durationMs / 5;
  return [
    { phase: 'warm-up', durationMs: warmUpMs, fromRate: rate / 2, toRate: rate / 2 },
    { phase: 'ramp', durationMs: rampMs, fromRate: rate / 2, toRate: rate },
    { phase: 'steady', durationMs: durationMs - rampMs, fromRate: rate, toRate: rate },
  ];
}
