import { Mistake } from '../../harness/mistake.js';
import { expectedOf, judgedOf } from '../arrivals.js';
import type { Spacing, Stage } from '../arrivals.js';
import type { TurnKind, TurnMix } from '../journeys.js';
import type { LoadSettings } from '../run-terms.js';
import type { LoadScenario } from '../scenario.js';
import type { Threshold } from '../threshold-terms.js';

/** The scenario needs what only the engine of tablestakes does. Exit 2. */
export class NotExportable extends Mistake {}

/** A scenario as data, for an engine that somebody else operates. */
export interface LoadPlan {
  readonly plan: 'tablestakes/load-plan@1';
  readonly scenario: {
    readonly id: string;
    readonly name: string;
    readonly title: string;
    readonly rule: string;
  };
  readonly seed: string;
  /** Turns per second of all workers together. */
  readonly rate: number;
  /** Players of each worker: they are its own, so that no two workers play one wallet. */
  readonly players: number;
  readonly payers: number;
  readonly psp_tokens: readonly string[] | null;
  readonly duration_s: number;
  readonly warm_up_s: number;
  readonly timeout_s: number;
  /** How many share the rate. */
  readonly workers: number;
  readonly spacing: Spacing;
  readonly stages: readonly Stage[];
  readonly mix: TurnMix;
  readonly mixes: Readonly<Record<string, TurnMix>>;
  readonly without: readonly TurnKind[];
  readonly thresholds: readonly Threshold[];
}

/** What is exported of the settings of a run. */
export type Wanted = Pick<
  LoadSettings,
  'seed' | 'rate' | 'players' | 'durationMs' | 'warmUpMs' | 'timeoutMs' | 'without'
> & { readonly workers: number };

/** @throws NotExportable where more is done than turns of players */
export function loadPlanOf(scenario: LoadScenario, wanted: Wanted): LoadPlan {
  refuseUnlessPlayable(scenario);
  const { id, name, title, rule } = scenario;
  return {
    plan: 'tablestakes/load-plan@1',
    scenario: { id, name, title, rule },
    seed: wanted.seed,
    rate: wanted.rate,
    players: wanted.players,
    payers: scenario.payers,
    psp_tokens: scenario.pspTokens ?? null,
    duration_s: wanted.durationMs / 1_000,
    warm_up_s: wanted.warmUpMs / 1_000,
    timeout_s: wanted.timeoutMs / 1_000,
    workers: wanted.workers,
    spacing: scenario.spacing,
    stages: scenario.stages(wanted),
    mix: scenario.mix,
    mixes: scenario.mixes ?? {},
    without: wanted.without ?? [],
    thresholds: scenario.thresholds,
  };
}

function refuseUnlessPlayable({ name, moments, search, occasion, observers }: LoadScenario): void {
  const beyond = [
    ...(search ? ['it searches for a rate'] : []),
    ...(moments && moments.length > 0 ? ['it does things to the target meanwhile'] : []),
    ...(occasion ? ['it needs an occasion and those who follow it live'] : []),
    ...(observers ? ['it measures what no engine but ours measures'] : []),
  ];
  if (beyond.length === 0) return;
  throw new NotExportable(`${name} cannot be exported: ${beyond.join('; ')}`);
}

/** The plan as the scenario it came from: what prepares and judges runs asks for one. */
export function scenarioOfPlan(plan: LoadPlan): LoadScenario {
  return {
    ...plan.scenario,
    rate: plan.rate,
    players: plan.players,
    spacing: plan.spacing,
    mix: plan.mix,
    mixes: plan.mixes,
    payers: plan.payers,
    ...(plan.psp_tokens && { pspTokens: plan.psp_tokens }),
    stages: () => plan.stages,
    thresholds: plan.thresholds,
  };
}

/** Seconds of the plan that are judged. */
export function judgedSecondsOf({ stages }: LoadPlan): number {
  const judged = new Set(judgedOf(stages));
  return stages.reduce(
    (sum, { phase, durationMs }) => sum + (judged.has(phase) ? durationMs / 1_000 : 0),
    0,
  );
}

/** How many turns the plan expects in all. */
export const expectedTurns = ({ stages }: LoadPlan): number =>
  stages.reduce((sum, stage) => sum + expectedOf(stage), 0);
