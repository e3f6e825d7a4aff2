import { randomStream } from '../kernel/random.js';

/** Where in the run an arrival falls, in the scenario's own words. */
export type Phase = string;

/** Measured, reported and never judged, whatever the scenario. */
export const WARM_UP: Phase = 'warm-up';

/** A stretch of the plan: the rate goes in a straight line from one value to the other. */
export interface Stage {
  readonly phase: Phase;
  readonly durationMs: number;
  /** Arrivals per second. */
  readonly fromRate: number;
  readonly toRate: number;
  /** False where trouble is planned: only thresholds that name the phase judge it. */
  readonly judged?: boolean;
}

/** The phases of a plan in their order, each once. */
export const phasesOf = (stages: readonly Stage[]): readonly Phase[] => [
  ...new Set(stages.map(({ phase }) => phase)),
];

/** Those that every threshold judges. */
export const judgedOf = (stages: readonly Stage[]): readonly Phase[] =>
  phasesOf(stages.filter(({ phase, judged }) => phase !== WARM_UP && judged !== false));

/** The plan with some phases stretched or shortened to so many milliseconds in all. */
export function lasting(
  stages: readonly Stage[],
  wantedMs: Readonly<Record<Phase, number>>,
): readonly Stage[] {
  const plannedMs = new Map<Phase, number>();
  for (const { phase, durationMs } of stages) {
    plannedMs.set(phase, (plannedMs.get(phase) ?? 0) + durationMs);
  }
  return stages.map((stage) => {
    const wanted = wantedMs[stage.phase];
    const planned = plannedMs.get(stage.phase) ?? 0;
    if (wanted === undefined || planned === 0) return stage;
    return { ...stage, durationMs: (stage.durationMs * wanted) / planned };
  });
}

/** The stage of the plan that a moment falls into; the last one when it is over. */
export function stageAt(stages: readonly Stage[], atMs: number): Stage | undefined {
  let endMs = 0;
  for (const stage of stages) {
    endMs += stage.durationMs;
    if (atMs < endMs) return stage;
  }
  return stages.at(-1);
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

/** What a scenario plans its stages from. */
export interface Outline {
  /** Arrivals per second at the full rate. */
  readonly rate: number;
  /** Under load that may be judged, after the warm-up. */
  readonly durationMs: number;
  readonly warmUpMs: number;
  readonly players: number;
}

/** Warm-up at half the rate, a climb for a fifth of the judged time, then the full rate. */
export function eveningStages({ rate, durationMs, warmUpMs }: Outline): Stage[] {
  const rampMs = durationMs / 5;
  return [
    { phase: WARM_UP, durationMs: warmUpMs, fromRate: rate / 2, toRate: rate / 2 },
    { phase: 'ramp', durationMs: rampMs, fromRate: rate / 2, toRate: rate },
    { phase: 'steady', durationMs: durationMs - rampMs, fromRate: rate, toRate: rate },
  ];
}
