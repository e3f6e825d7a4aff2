import { readFileSync } from 'node:fs';
import {
  DEFAULT_BUDGET,
  DEFAULT_TOLERANCE,
  parseObjectives,
  readBaseline,
  refuseUnlessComparable,
  thresholdsFor,
} from '../load/index.js';
import type { Judging, LoadReport, LoadScenario, Threshold } from '../load/index.js';
import { numberOf } from './load-plan.js';
import type { Plan } from './load-plan.js';
import { UsageMistake } from './terminal.js';

/** By what a run is judged, as the command line says it. */
export interface JudgingFlags {
  readonly slo?: string;
  readonly maxLagMs?: string;
  readonly baseline?: string;
  readonly tolerance?: string;
  readonly failOn?: string;
}

/** What is known before the run. */
type Criteria = Omit<Judging, 'kind' | 'startedAt' | 'engine' | 'host'>;

/**
 * Everything wrong is told before anything is sent.
 * @throws UsageMistake, ObjectivesWrong, BaselineWrong
 */
export function criteriaOf(
  scenario: LoadScenario,
  plan: Pick<Plan, 'mode' | 'rate' | 'maxInFlight'>,
  flags: JudgingFlags,
): Criteria {
  const { thresholds, objectives } = objectivesOf(scenario, flags.slo);
  const lagP99Ms = numberOf('--max-lag-ms', flags.maxLagMs, DEFAULT_BUDGET.lagP99Ms);
  return {
    thresholds: thresholdsFor(thresholds, plan.mode),
    objectives,
    budget: { ...DEFAULT_BUDGET, lagP99Ms, maxInFlight: plan.maxInFlight },
    failOn: failOnOf(flags.failOn),
    ...baselineOf(scenario, plan, flags),
  };
}

function objectivesOf(
  scenario: LoadScenario,
  file: string | undefined,
): {
  readonly thresholds: readonly Threshold[];
  readonly objectives: LoadReport['objectives'];
} {
  if (file === undefined) {
    const objectives = { source: 'scenario', title: null };
    return { thresholds: scenario.thresholds, objectives };
  }
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (thrown) {
    throw new UsageMistake(`--slo: ${(thrown as Error).message}`);
  }
  const { thresholds, title } = parseObjectives(text, file);
  return { thresholds, objectives: { source: file, title } };
}

function baselineOf(
  scenario: LoadScenario,
  { mode, rate }: Pick<Plan, 'mode' | 'rate'>,
  flags: JudgingFlags,
): Pick<Criteria, 'baseline' | 'tolerance'> {
  if (flags.baseline === undefined) {
    if (flags.tolerance === undefined) return {};
    throw new UsageMistake('--tolerance says how far from a baseline: name one with --baseline');
  }
  const baseline = readBaseline(flags.baseline);
  refuseUnlessComparable(baseline, { scenarioId: scenario.id, mode, rate });
  const latency = numberOf('--tolerance', flags.tolerance, DEFAULT_TOLERANCE.latency);
  return { baseline, tolerance: { ...DEFAULT_TOLERANCE, latency } };
}

function failOnOf(text = 'regression'): 'regression' | 'threshold' {
  if (text === 'regression' || text === 'threshold') return text;
  throw new UsageMistake(`--fail-on is regression or threshold, not "${text}"`);
}
